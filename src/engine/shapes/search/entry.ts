// The entry of a document in a search: its words by weight, some of its values, and a number. All of it follows from
// the document alone, so that a search is as deterministic as its documents.
import type { SearchEntry, SearchedText } from '../../model/search-entry.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Deprecatable } from '../../definitions/described.ts';
import type { Guarded } from '../../definitions/access.ts';
import type { DocumentIndex } from '../../definitions/document-index.ts';
import { numberOf, type Range } from './range.ts';
import { comparableText, shortText, storable } from '../../definitions/searched-text.ts';

/** How much a word counts: A the most, D the least. */
export type Weight = 'A' | 'B' | 'C' | 'D';

/** A search as the engine uses it. */
export interface Search extends Deprecatable, DocumentIndex, Guarded {
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
  /** Number that may be asked to lie between two. */
  readonly range: Range | undefined;
  /** What a document is found by; nothing for one that was removed. */
  readonly entryOf: (id: string, body: JsonObject | null) => SearchEntry | null;
}

/** Characters per weight that are searched, so that no document is too long for the index. */
const MOST_CHARACTERS = 20_000;

const NO_NUMBER = { number: null, equal: null };

type Searched = Pick<Search, 'text' | 'equal' | 'all' | 'alike' | 'range'>;

/** What a document is found by; nothing for one that was removed. */
export function searchEntry(search: Searched, id: string, body: JsonObject | null): SearchEntry | null {
  if (body === null) return null;
  const { equal, all, range } = search;
  return {
    id,
    ...textOf(search, body),
    keywords: [...equal, ...all].flatMap((field) =>
      textsIn(body[field]).map((value) => keywordOf(search, field, value)),
    ),
    ...((range && numberOf(range, body)) ?? NO_NUMBER),
  };
}

export function keywordOf({ alike }: Pick<Search, 'alike'>, field: string, value: string): string {
  const text = alike.has(field) ? comparableText(value.trim()) : value;
  return storable(`${field}=${shortText(text)}`);
}

function textOf({ text }: Searched, body: JsonObject): SearchedText {
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
