// defineSearch: the documents of a projection once more, in Postgres, where they are found by their words and narrowed by
// their values.
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { SlipstreamError } from '../model/errors.ts';
import type { DocumentDefinition, OwnPart } from './document.ts';
import { holdsText } from './field-kind.ts';
import type { Projection } from './projection.ts';
import type { Amount, Search, Weight } from './search.ts';

/** Raised when entries are made in another way, so that they are made anew. */
const ENTRIES = 2;

/** What an author says of a search. */
interface SearchSpec<Fields> {
  readonly text: { readonly [Name in keyof Fields]?: Weight };
  readonly equal?: readonly (keyof Fields & string)[];
  readonly all?: readonly (keyof Fields & string)[];
  /** Names one field, and how clients write its value. */
  readonly between?: { readonly [Name in keyof Fields]?: z.ZodType<Amount> };
}

/** The name of another read model of the same documents, and what the query `search` finds them by. */
export function defineSearch<Definition extends DocumentDefinition>(
  projection: Projection<string, Definition>,
  {
    name,
    search,
    ...spec
  }: SearchSpec<OwnPart<Definition>> & { readonly name: string; readonly search: string },
): Projection<string, Definition> {
  const between = Object.entries<z.ZodType<Amount> | undefined>(spec.between ?? {}).flatMap(
    ([field, input]) => (input === undefined ? [] : [{ field, input }]),
  );
  if (between.length > 1) {
    throw new SlipstreamError('BAD_DEFINITION', `Search ${search} can compare amounts of one field.`);
  }
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
    between: between[0],
  };
  const source = JSON.stringify([
    ENTRIES,
    name,
    projection.codeHash,
    found.text,
    found.equal,
    found.all,
    between[0]?.field,
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
