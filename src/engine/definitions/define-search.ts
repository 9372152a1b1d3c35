// defineSearch: the documents of a projection once more, in Postgres, where they are found by their words and narrowed by
// their values.
import { createHash } from 'node:crypto';
import type { DocumentDefinition, OwnPart } from './document.ts';
import { holdsText } from './field-kind.ts';
import type { Projection } from './projection.ts';
import { rangeOf, type RangeSpec } from './range.ts';
import type { Search, Weight } from './search.ts';

/** Raised when entries are made in another way, so that they are made anew. */
const ENTRIES = 2;

/** What an author says of a search. */
interface SearchSpec<Fields, Written> {
  readonly text: { readonly [Name in keyof Fields]?: Weight };
  readonly equal?: readonly (keyof Fields & string)[];
  readonly all?: readonly (keyof Fields & string)[];
  /** A number that may be asked to lie between two. */
  readonly range?: RangeSpec<Fields, Written>;
}

/** The name of another read model of the same documents, and what the query `search` finds them by. */
export function defineSearch<Definition extends DocumentDefinition, Written = never>(
  projection: Projection<string, Definition>,
  {
    name,
    search,
    ...spec
  }: SearchSpec<OwnPart<Definition>, Written> & { readonly name: string; readonly search: string },
): Projection<string, Definition> {
  const found: Search = {
    name: search,
    text: Object.fromEntries(Object.entries<Weight | undefined>(spec.text).flatMap(weighted)),
    equal: spec.equal ?? [],
    all: spec.all ?? [],
    alike: new Set(
      [...(spec.equal ?? []), ...(spec.all ?? [])].filter((field) =>
        holdsText(projection.document.fields[field]),
      ),
    ),
    range: spec.range && rangeOf(search, projection.document, spec.range),
  };
  const source = JSON.stringify([
    ENTRIES,
    name,
    projection.codeHash,
    found.text,
    found.equal,
    found.all,
    found.range && [found.range.number, found.range.equal],
  ]);
  return {
    ...projection,
    name,
    // What is searched lies in one lane, so that a page of it is as of one moment.
    lanes: 1,
    lists: [],
    rankings: [],
    store: 'postgres',
    // Who appends events writes documents, and nothing that they are found by: that is the work of a lane.
    inline: false,
    search: found,
    codeHash: createHash('sha256').update(source).digest('hex').slice(0, 12),
  };
}

const weighted = ([field, weight]: readonly [string, Weight | undefined]): [string, Weight][] =>
  weight === undefined ? [] : [[field, weight]];
