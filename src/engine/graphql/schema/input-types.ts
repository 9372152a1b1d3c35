// Input types for what commands take, and the way from GraphQL's idea of absence to zod's.
import type { InputFieldBuilder, InputFieldMap } from '@pothos/core';
import { SlipstreamError } from '../../model/errors.ts';
import type { AnyInput, Builder, SchemaTypes } from './builder.ts';
import { about, aboutField } from './descriptions.ts';
import type { LeafTypes } from './leaf-types.ts';
import { pascalCase, singular } from './names.ts';
import type { Member, Shape, Slot } from './slots.ts';
import { typeRegistry } from './type-names.ts';

type Fields = (t: InputFieldBuilder<SchemaTypes, 'InputObject'>) => InputFieldMap;

export interface InputTypes {
  /** The fields of an input type; nested ones without a name are named by the path from `owner`. */
  fields(owner: string, members: readonly Member[]): Fields;
  /** The type of one argument that is no list. */
  of(slot: Slot, path: string): AnyInput;
}

export function inputTypes(builder: Builder, { enums, scalars }: LeafTypes): InputTypes {
  const registry = typeRegistry<AnyInput>();

  const fields: InputTypes['fields'] = (owner, members) => (t) =>
    Object.fromEntries(
      members.map((member) => {
        const typeOf = ({ shape }: Slot, name: string): AnyInput =>
          shape.kind === 'list'
            ? t.listRef(typeOf(shape.of, singular(name)), { required: isRequired(shape.of) })
            : refOf(shape, owner + pascalCase(name));
        const { field } = member;
        const type = typeOf(member, field);
        checkDeprecated(owner, member);
        return [field, t.field({ type, required: isRequired(member), ...aboutField(member) })];
      }),
    );

  const refOf = (shape: Exclude<Shape, { kind: 'list' }>, path: string): AnyInput => {
    if (shape.kind === 'scalar') return shape.name;
    if (shape.kind === 'defined') return scalars.take(shape.scalar);
    const named = shape.name ?? path;
    if (shape.kind === 'enum') return enums.take(named, shape);
    const base = named.replace(/Input$/, '');
    return registry.take(`${base}Input`, shape, () =>
      builder.inputType(`${base}Input`, { ...about(shape.description), fields: fields(base, shape.members) }),
    );
  };

  const of: InputTypes['of'] = ({ shape }, path) => {
    if (shape.kind !== 'list') return refOf(shape, path);
    throw new SlipstreamError('BAD_DEFINITION', `${path}: a list has no type of its own.`);
  };

  return { fields, of };
}

/** Throws BAD_DEFINITION for what clients can't leave out. */
export function checkDeprecated(owner: string, member: Member): void {
  if (member.deprecated === undefined || !isRequired(member)) return;
  throw new SlipstreamError(
    'BAD_DEFINITION',
    `${owner}.${member.field} must be sent, so it can't be deprecated: make it optional first.`,
  );
}

export function isRequired({ nullable, optional }: Slot): boolean {
  return !nullable && !optional;
}
