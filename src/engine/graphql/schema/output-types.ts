// Object types for what is stored as JSON: each field is a plain pick, converted where the author said how it is shown.
import type { FieldMap, ObjectFieldBuilder } from '@pothos/core';
import { SlipstreamError } from '../../model/errors.ts';
import { LIMITS } from '../../model/limits.ts';
import type { CountedExtensions } from '../admission/count-operation.ts';
import type { CompiledExtensions } from '../compiled/write-selection.ts';
import type { AnyOutput, Builder, SchemaTypes } from './builder.ts';
import { about, aboutField } from './descriptions.ts';
import type { LeafTypes } from './leaf-types.ts';
import { pascalCase, singular } from './names.ts';
import type { Member, Shape, Slot } from './slots.ts';
import { typeRegistry } from './type-names.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;
type Fields<Source> = (t: ObjectFieldBuilder<SchemaTypes, Source>) => FieldMap;

export interface OutputTypes {
  /**
   * The fields of a type named `owner` whose values stand in what `pick` takes from its source. Nested types without a
   * name of their own are named by the path to them: `Lamp` with `bulbs` of an object gives `LampBulb`.
   */
  fields<Source>(
    owner: string,
    members: readonly Member[],
    pick: (source: Source) => JsonRecord,
  ): Fields<Source>;
}

export function outputTypes(builder: Builder, { enums, scalars }: LeafTypes): OutputTypes {
  const registry = typeRegistry<AnyOutput>();

  const fields: OutputTypes['fields'] = (owner, members, pick) => (t) =>
    Object.fromEntries(
      members.map((member) => {
        const { field, nullable, optional } = member;
        const read = reader(member);
        const typeOf = ({ shape }: Slot, name: string): AnyOutput =>
          shape.kind === 'list'
            ? t.listRef(typeOf(shape.of, singular(name)), {
                nullable: shape.of.nullable || shape.of.optional,
              })
            : refOf(shape, owner + pascalCase(name));
        const type = typeOf(member, field);
        const ref = t.field({
          type,
          nullable: nullable || optional,
          extensions: { most: mostOf(member), followsFromSource: true } satisfies CountedExtensions &
            CompiledExtensions,
          ...aboutField(member),
          resolve: (source) => read(pick(source)[field]),
        });
        return [field, ref];
      }),
    );

  const refOf = (shape: Exclude<Shape, { kind: 'list' }>, path: string): AnyOutput => {
    if (shape.kind === 'scalar') return shape.name;
    if (shape.kind === 'defined') return scalars.take(shape.scalar);
    const name = shape.name ?? path;
    if (shape.kind === 'enum') return enums.take(name, shape);
    return registry.take(name, shape, () =>
      builder
        .objectRef<JsonRecord>(name)
        .implement({ ...about(shape.description), fields: fields(name, shape.members, (source) => source) }),
    );
  };

  return { fields };
}

/** How many entries a list may have, and the lists in it: as its schema says, or as many as lists usually have. */
const mostOf = ({ shape }: Slot): readonly number[] =>
  shape.kind === 'list' ? [shape.most ?? LIMITS.entriesPerUndeclaredList, ...mostOf(shape.of)] : [];

/** From the stored value to the shown one; nested objects are converted by the fields of their own type. */
function reader({ shape, show }: Slot): (value: unknown) => unknown {
  if (show) return (value) => (isAbsent(value) || isFault(value) ? value : show(value));
  if (shape.kind !== 'list') return (value) => value;
  const read = reader(shape.of);
  return (value) => (Array.isArray(value) ? value.map(read) : isFault(value) ? value : null);
}

/** GraphQL takes an error for the value of a field as that field's error. */
const isFault = (value: unknown): boolean => value instanceof SlipstreamError;

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
