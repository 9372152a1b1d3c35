// Value schemas the engine knows how to show, and the ways to say how others are shown. `meta({ graphql })` names the
// GraphQL scalar, enum, object or input type of a schema; `showAs` converts a stored value into what a client sees.
import { createHash } from 'node:crypto';
import { domainToASCII, domainToUnicode } from 'node:url';
import { z } from 'zod';
import { ID_PATTERN, KEYED } from '../model/stream.ts';
import type { Deprecatable, Described } from './described.ts';

/** Id of an entity: 1 to 64 of `A-Z a-z 0-9 _ -`. */
export const id = () =>
  z.string().regex(ID_PATTERN, 'must be 1 to 64 letters, digits, _ or -').meta({ graphql: 'ID' });
/**
 * Id of what is found by a personal text, such as the reservation of an email address: nobody learns from it whose it is. The
 * engine makes it with a key of the installation, in facts of a command that has personal fields and in `toStream`.
 */
export const keyedId = (text: string): string => `${KEYED}${text}`;

/** The id of a stream that stands for a text that is not personal: its SHA-256 in hex, 64 digits. */
export const idOfText = (text: string) => createHash('sha256').update(text).digest('hex');
/** An internet domain in its one form, in lower case and Unicode: `xn--mnchen-3ya.DE` is `münchen.de`; undefined if none (UTS 46). */
export const domainOf = (text: string): string | undefined =>
  domainToUnicode(domainToASCII(text)) || undefined;
/** ISO 8601 in UTC. */
export const dateTime = () => z.string().meta({ graphql: 'DateTime' });
/** For a field of a document that lists or folds need and clients don't see. */
export const hidden = <Schema extends z.ZodType>(schema: Schema): Schema => schema.meta({ hidden: true });
export const isHidden = (schema: z.ZodType): boolean => schema.meta()?.['hidden'] === true;

/** What is said of a value of an enum: its description, or that with what to use instead. */
type ValueSaid = string | Deprecatable;
const enumValues = new WeakMap<z.ZodType, Readonly<Record<string, Deprecatable>>>();
/** By value; undefined for an enum that says nothing of its values. */
export const valuesSaid = (schema: z.ZodType) => enumValues.get(schema);

type EnumOf<Value extends string> = z.ZodEnum<{ readonly [Name in Value]: Name }>;

/** An enum with its GraphQL name; values are SCREAMING_SNAKE_CASE, each with its description, or a mere list. */
export function enumeration<const Values extends readonly [string, ...string[]]>(
  name: string,
  values: Values,
  said?: Described,
): EnumOf<Values[number]>;
export function enumeration<const Values extends Readonly<Record<string, ValueSaid>>>(
  name: string,
  values: Values,
  said?: Described,
): EnumOf<keyof Values & string>;
export function enumeration(
  name: string,
  values: readonly string[] | Readonly<Record<string, ValueSaid>>,
  said: Described = {},
): EnumOf<string> {
  const names: readonly string[] = Array.isArray(values) ? values : Object.keys(values);
  const schema = z.enum(names).meta({ graphql: name, ...said });
  if (Array.isArray(values)) return schema;
  const each = Object.entries<ValueSaid>(values).map(([value, of]) => [
    value,
    typeof of === 'string' ? { description: of } : of,
  ]);
  enumValues.set(schema, Object.fromEntries(each));
  return schema;
}

interface Shown {
  readonly schema: z.ZodType;
  readonly show: (value: unknown) => unknown;
}
const shownSchemas = new WeakMap<z.ZodType, Shown>();

/** `stored` is what documents hold, `shown` what clients see; `show` is pure. */
export function showAs<Stored extends z.ZodType, ShownSchema extends z.ZodType>(
  stored: Stored,
  shown: ShownSchema,
  show: (value: z.output<Stored>) => z.output<ShownSchema>,
): Stored {
  shownSchemas.set(stored, { schema: shown, show: show as (value: unknown) => unknown });
  return stored;
}

export function shownAs(schema: z.ZodType): Shown | undefined {
  return shownSchemas.get(schema);
}
