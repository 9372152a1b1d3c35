// The range of a search: a number of each document that may be asked to lie between two, and the text beside it that must
// be the same for two of these numbers to be compared at all.
import { z } from 'zod';
import type { SearchedNumber } from '../../model/search-entry.ts';
import type { JsonObject } from '../../model/json.ts';
import { badDefinition } from '../../definitions/bad-definition.ts';
import { checkInput } from '../../definitions/check-input.ts';
import { isEmbed, type DocumentDefinition } from '../document/declare.ts';
import { bare } from '../../definitions/field-kind.ts';
import { shortText, storable } from '../../definitions/searched-text.ts';

/** A range as the engine uses it. */
export interface Range {
  /** `weight` is asked by the arguments `minWeight` and `maxWeight`. */
  readonly name: string;
  /** Path to the number in a document. */
  readonly number: string;
  /** Path to the text that must be the same. */
  readonly equal: string | undefined;
  /** How clients write an end. */
  readonly input: z.ZodType;
  /** What a client wrote as an end, checked and read; or the issues that stand against it. */
  read(written: unknown): { readonly end: SearchedNumber } | { readonly issues: readonly z.core.$ZodIssue[] };
}

/** What an author says of a range. */
export type RangeSpec<Fields, Written> = {
  /** `weight` is asked by the arguments `minWeight` and `maxWeight`. */
  readonly name: string;
  /** Path to the number: `weight`, `parcel.weight`. A document with null there is in no range. */
  readonly number: PathTo<number, Fields>;
  /** How clients write an end; may convert what they wrote. */
  readonly input: z.ZodType<Written>;
} & (
  | {
      /** Path to a text: `parcel.unit`. Numbers beside another text are never compared. */
      readonly equal: PathTo<string, Fields>;
      /** The number and the text of an end. Pure. */
      readonly end: (written: Written) => { readonly number: number; readonly equal: string };
    }
  | {
      readonly equal?: undefined;
      /** The number of an end. Pure. */
      readonly end: (written: Written) => { readonly number: number };
    }
);

/** Paths of a document to what may be null but is otherwise a `Value`, down to three names: `a.b.c`. */
export type PathTo<Value, Fields, Deeper extends readonly unknown[] = [1, 1]> = {
  readonly [Name in keyof Fields & string]: NonNullable<Fields[Name]> extends Value
    ? Name
    : NonNullable<Fields[Name]> extends readonly unknown[] | string | number | boolean
      ? never
      : Deeper extends readonly [unknown, ...infer Rest]
        ? `${Name}.${PathTo<Value, NonNullable<Fields[Name]>, Rest>}`
        : never;
}[keyof Fields & string];

/** Throws BAD_DEFINITION, with what to do about it. */
export function rangeOf<Fields, Written>(
  search: string,
  document: DocumentDefinition,
  { name, number, equal, input, end }: RangeSpec<Fields, Written>,
): Range {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) {
    throw badDefinition(`Search ${search}: "${name}" is no name of a range: write it in camelCase.`);
  }
  if (!(schemaAt(document, number) instanceof z.ZodNumber)) {
    throw badDefinition(`Search ${search}: ${document.name}.${number} is no number: name the path to one.`);
  }
  if (equal !== undefined && !isText(schemaAt(document, equal))) {
    throw badDefinition(`Search ${search}: ${document.name}.${equal} is no text: name the path to one.`);
  }
  const read: Range['read'] = (written) => {
    const checked = checkInput(input, written);
    if (!checked.success) return { issues: checked.error.issues };
    const numbered = checkInput(NUMBERED, { equal: '', ...end(checked.data) });
    if (numbered.success) return { end: numbered.data };
    // The client does not know what the author's function makes of it.
    return { issues: numbered.error.issues.map((issue) => ({ ...issue, path: [] })) };
  };
  return { name, number, equal, input, read };
}

/** Null for a document that is in no range. */
export function numberOf({ number, equal }: Range, body: JsonObject): SearchedNumber | null {
  const beside = equal === undefined ? '' : valueAt(body, equal);
  const found = NUMBERED.safeParse({ number: valueAt(body, number), equal: beside });
  return found.success ? found.data : null;
}

const NUMBERED = z.object({
  number: z.number(),
  equal: z.string().transform((text) => storable(shortText(text))),
});

function valueAt(body: JsonObject, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => new Map(Object.entries(value ?? {})).get(name), body);
}

function schemaAt({ fields }: DocumentDefinition, path: string): z.ZodType | undefined {
  const [first = '', ...names] = path.split('.');
  const field = fields[first];
  if (field === undefined || isEmbed(field)) return undefined;
  return names.reduce<z.ZodType | undefined>((schema, name) => {
    const inner = schema instanceof z.ZodObject ? schema.shape[name] : undefined;
    return inner instanceof z.ZodType ? bare(inner) : undefined;
  }, bare(field));
}

const isText = (schema: z.ZodType | undefined): boolean =>
  schema instanceof z.ZodString || schema instanceof z.ZodStringFormat || schema instanceof z.ZodEnum;
