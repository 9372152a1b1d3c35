// Zod schemas in GraphQL's terms: kind, name, fields, whether a value may be absent. One side is looked at: what goes
// in (commands) or what comes out (documents, refusals).
import { z } from 'zod';
import { deprecationOf, type Deprecatable } from '../../definitions/described.ts';
import { scalarOf, type Scalar } from '../../definitions/scalar.ts';
import { shownAs, valuesSaid } from '../../definitions/values.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { isScalarName, type ScalarName } from './scalars.ts';

export type Side = 'input' | 'output';

export interface ObjectShape {
  readonly kind: 'object';
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly members: readonly Member[];
}

export interface EnumShape {
  readonly kind: 'enum';
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly values: readonly string[];
  /** What is said of its values. */
  readonly about: Readonly<Partial<Record<string, Deprecatable>>>;
}

export type Shape =
  | { readonly kind: 'scalar'; readonly name: ScalarName }
  | { readonly kind: 'defined'; readonly scalar: Scalar }
  /** `most`: entries it may have, where that is declared. */
  | { readonly kind: 'list'; readonly of: Slot; readonly most: number | undefined }
  | EnumShape
  | ObjectShape;

/** A place that holds a value. */
export interface Slot {
  readonly shape: Shape;
  /** Null is a value of it. */
  readonly nullable: boolean;
  /** It may be left out. */
  readonly optional: boolean;
  readonly description: string | undefined;
  /** What to use instead. */
  readonly deprecated: string | undefined;
  /** From what is stored to what is shown. Pure. */
  readonly show: ((stored: unknown) => unknown) | undefined;
}

export interface Member extends Slot {
  readonly field: string;
}

export interface Place {
  readonly side: Side;
  /** Names the place for the author, in errors. */
  readonly where: string;
  /** The type's name and description, from a schema further out. */
  readonly named?: Named | undefined;
}

interface Named {
  readonly name: string;
  readonly description: string | undefined;
  /** If an author has defined one of that name. */
  readonly scalar: Scalar | undefined;
}

/** Throws BAD_DEFINITION for a schema GraphQL has no type for. */
export function slotOf(schema: z.ZodType, place: Place): Slot {
  const shown = place.side === 'output' ? ancestors(schema).map(shownAs).find(Boolean) : undefined;
  if (shown) {
    const { description } = schema;
    return {
      ...slotOf(shown.schema, place),
      description,
      deprecated: reasonOf(schema, place),
      show: shown.show,
    };
  }
  const named = place.named ?? nameOf(schema);
  const description = schema.description === named?.description ? undefined : schema.description;
  const said = { description, deprecated: reasonOf(schema, place) };
  const outer = wrapped(schema, place.side);
  if (!outer) {
    const shape = shapeOf(schema, { ...place, named });
    return { shape, nullable: false, optional: false, ...said, show: undefined };
  }
  const inner = slotOf(outer.inner, { ...place, named });
  return {
    ...inner,
    shape: describedShape(inner.shape, description),
    nullable: inner.nullable || outer.nullable,
    optional: inner.optional || outer.optional,
    description: description ?? inner.description,
    deprecated: said.deprecated ?? inner.deprecated,
  };
}

function reasonOf(schema: z.ZodType, { where }: Place): string | undefined {
  const reason = deprecationOf(schema);
  if (reason !== true) return reason;
  throw new SlipstreamError(
    'BAD_DEFINITION',
    `${where}: say what to use instead, by deprecated(schema, 'Use … instead.').`,
  );
}

/** A type without a name is used in one place: what is said of that is true of the type. */
function describedShape(shape: Shape, description: string | undefined): Shape {
  const isBare = 'name' in shape && shape.name === undefined;
  return isBare ? { ...shape, description: shape.description ?? description } : shape;
}

export function membersOf(shape: z.ZodRawShape, { side, where }: Place): readonly Member[] {
  return Object.entries(shape).map(([field, schema]) => {
    const place = { side, where: `${where}.${field}` };
    return { field, ...slotOf(schemaIn(schema, place), place) };
  });
}

interface Wrapped {
  readonly inner: z.ZodType;
  readonly nullable: boolean;
  readonly optional: boolean;
}

/** The schema inside of one that only says how a value may be absent or how it is converted. */
function wrapped(schema: z.ZodType, side: Side): Wrapped | undefined {
  const of = (inner: unknown, absent: Partial<Wrapped> = {}): Wrapped | undefined =>
    inner instanceof z.ZodType ? { inner, nullable: false, optional: false, ...absent } : undefined;
  if (schema instanceof z.ZodOptional) return of(schema.def.innerType, { optional: true });
  if (schema instanceof z.ZodNullable) return of(schema.def.innerType, { nullable: true });
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodCatch) {
    return of(schema.def.innerType, { optional: side === 'input' });
  }
  if (schema instanceof z.ZodReadonly) return of(schema.def.innerType);
  if (schema instanceof z.ZodPipe) {
    const { in: before, out: after } = schema.def;
    const isAfter =
      before instanceof z.ZodTransform || (side === 'output' && !(after instanceof z.ZodTransform));
    return of(isAfter ? after : before);
  }
  return undefined;
}

const UNNAMED = { name: undefined, scalar: undefined };

function shapeOf(schema: z.ZodType, place: Place): Shape {
  const {
    name,
    description,
    scalar: defined,
  } = place.named ?? { ...UNNAMED, description: schema.description };
  if (defined) return { kind: 'defined', scalar: defined };
  if (schema instanceof z.ZodEnum) {
    const said = ancestors(schema).map(valuesSaid).find(Boolean) ?? {};
    return { kind: 'enum', values: schema.options.map(String), about: said, name, description };
  }
  if (schema instanceof z.ZodObject) {
    return { kind: 'object', members: membersOf(schema.shape, place), name, description };
  }
  if (schema instanceof z.ZodArray) {
    const { side, where } = place;
    const of = slotOf(schemaIn(schema.element, place), { side, where });
    return { kind: 'list', of, most: mostEntries(schema) };
  }
  const scalar = name ?? builtInOf(schema);
  if (scalar !== undefined && isScalarName(scalar)) return { kind: 'scalar', name: scalar };
  throw unknownType(place, name ?? schema.def.type);
}

/** What `.max()` and `.length()` say. */
function mostEntries({ def: { checks = [] } }: z.ZodArray): number | undefined {
  const said = checks.flatMap(({ _zod: { def } }) => {
    if (def instanceof Object && 'maximum' in def) return Number(def.maximum);
    return def instanceof Object && 'length' in def ? Number(def.length) : [];
  });
  return said.length === 0 ? undefined : Math.min(...said);
}

function builtInOf(schema: z.ZodType): ScalarName | undefined {
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return 'String';
  if (schema instanceof z.ZodBoolean) return 'Boolean';
  if (schema instanceof z.ZodNumber) return schema.isInt ? 'Int' : 'Float';
  return undefined;
}

/** The schema and those it was derived from by checks, `meta` and `describe`, newest first. */
function ancestors(schema: z.ZodType): readonly z.ZodType[] {
  const parent = schema._zod.parent;
  return parent instanceof z.ZodType ? [schema, ...ancestors(parent)] : [schema];
}

/** What is described by the time the name is given is the type; what is described after it is a field of that type. */
function nameOf(schema: z.ZodType): Named | undefined {
  const line = ancestors(schema);
  const origin = line.findLast((one) => typeof one.meta()?.['graphql'] === 'string');
  const name = schema.meta()?.['graphql'];
  if (typeof name !== 'string') return undefined;
  const scalar = line.map(scalarOf).find((one) => one?.name === name);
  return { name, description: origin?.description, scalar };
}

function schemaIn(schema: unknown, place: Place): z.ZodType {
  if (schema instanceof z.ZodType) return schema;
  throw unknownType(place, 'a schema that is not of zod');
}

function unknownType({ where }: Place, what: string): SlipstreamError {
  return new SlipstreamError('BAD_DEFINITION', `${where}: GraphQL has no type for ${what}.`);
}
