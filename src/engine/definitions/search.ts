// What a document is found by: its words by weight, some of its values, and an amount. All of it follows from the document
// alone, so that a search is as deterministic as its documents.
import type { z } from 'zod';
import type { SearchEntry, SearchedText } from '../model/documents.ts';
import type { JsonObject } from '../model/json.ts';

import { idOfText } from './values.ts';

/** How much a word counts: A the most, D the least. */
export type Weight = 'A' | 'B' | 'C' | 'D';

export interface Amount {
  readonly minor: number;
  /** Amounts of another currency are never compared. */
  readonly currency: string;
}

/** A search as the engine uses it. */
export interface Search {
  /** Also the name of the query. */
  readonly name: string;
  /** Weight by field, of those whose words are searched. */
  readonly text: Readonly<Record<string, Weight>>;
  /** Fields that may be asked to have one value: each is an optional argument. */
  readonly equal: readonly string[];
  /** Fields with several values that may be asked to have all of some. */
  readonly all: readonly string[];
  /** Those of `equal` and `all` that hold text: two ways to write the same are taken for one. Ids and enums are exact. */
  readonly alike: ReadonlySet<string>;
  /** Field with an amount, which may be asked to lie between two: `minPrice`, `maxPrice`. */
  readonly between: { readonly field: string; readonly input: z.ZodType<Amount> } | undefined;
}

/** Characters per weight that are searched, so that no document is too long for the index. */
const MOST_CHARACTERS = 20_000;
/** A longer value stands in the index by its hash. */
const LONGEST_KEYWORD = 200;

/** What a document is found by; nothing for one that was removed. */
export function searchEntry(search: Search, id: string, body: JsonObject | null): SearchEntry | null {
  if (body === null) return null;
  const { equal, all, between } = search;
  const amount = between === undefined ? undefined : amountIn(body[between.field]);
  return {
    id,
    ...textOf(search, body),
    keywords: [...equal, ...all].flatMap((field) =>
      textsIn(body[field]).map((value) => keywordOf(search, field, value)),
    ),
    currency: amount?.currency ?? null,
    amount: amount?.minor ?? null,
  };
}

export function keywordOf({ alike }: Pick<Search, 'alike'>, field: string, value: string): string {
  const text = alike.has(field) ? comparableText(value.trim()) : value;
  return storable(`${field}=${text.length > LONGEST_KEYWORD ? idOfText(text) : text}`);
}

/**
 * Text as it is compared: without regard to case, accents and width, and without signs that cannot be seen. Scripts that put no space between words are searched sign by sign.
 */
export function comparableText(text: string): string {
  return storable(text)
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036F]|\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu, ' $& ');
}

/** Postgres keeps neither NUL nor half a character. */
function storable(text: string): string {
  return text.replaceAll(/[\0\p{Surrogate}]/gu, ' ');
}

function textOf({ text }: Search, body: JsonObject): SearchedText {
  const of = (weight: Weight): string =>
    comparableText(
      Object.entries(text)
        .flatMap(([field, its]) => (its === weight ? textsIn(body[field]) : []))
        .join('\n')
        .slice(0, MOST_CHARACTERS),
    );
  return { a: of('A'), b: of('B'), c: of('C'), d: of('D') };
}

function textsIn(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string');
}

function amountIn(value: unknown): Amount | undefined {
  if (typeof value !== 'object' || value === null || !('minor' in value) || !('currency' in value))
    return undefined;
  const { minor, currency } = value;
  return Number.isSafeInteger(minor) && typeof currency === 'string'
    ? { minor: Number(minor), currency }
    : undefined;
}
