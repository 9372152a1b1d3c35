// defineSearch: the documents of a projection once more, in Postgres, where they are found by their words and narrowed by
// their values.
import { saidOf, type Deprecatable } from './described.ts';
import type { DocumentDefinition, OwnPart } from './document.ts';
import { holdsText } from './field-kind.ts';
import { digest, foldIdOf, SIGNATURE_DIGITS } from './fold-id.ts';
import type { Projection } from './projection.ts';
import { rangeOf, type RangeSpec } from './range.ts';
import type { Search, Weight } from './search.ts';

/** Raised when entries are made in another way, so that they are made anew. */
const ENTRIES = 2;

/** What an author says of a search. */
interface SearchSpec<Fields, Written> extends Deprecatable {
  readonly text: { readonly [Name in keyof Fields]?: Weight };
  readonly equal?: readonly (keyof Fields & string)[];
  readonly all?: readonly (keyof Fields & string)[];
  /** A number that may be asked to lie between two. */
  readonly range?: RangeSpec<Fields, Written>;
  /** Raise it to have the entries made anew. Default 1. */
  readonly version?: number;
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
  const found = searchOf(projection, search, spec);
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
    foldId: foldIdOf({
      of: `search ${search}`,
      version: spec.version,
      declared: [name, projection.foldId, found.signature],
    }),
    indexes: [found.signature],
  };
}

function searchOf<Definition extends DocumentDefinition, Written>(
  { document }: Projection<string, Definition>,
  name: string,
  spec: SearchSpec<OwnPart<Definition>, Written>,
): Search {
  const text = Object.fromEntries(Object.entries<Weight | undefined>(spec.text).flatMap(weighted));
  const { equal = [], all = [] } = spec;
  const range = spec.range && rangeOf(name, document, spec.range);
  const compared = range ? [range.number, range.equal ?? null] : null;
  return {
    ...{ name, text, equal, all, range, ...saidOf(spec) },
    alike: new Set([...equal, ...all].filter((field) => holdsText(document.fields[field]))),
    signature: digest([ENTRIES, name, Object.entries(text), equal, all, compared], SIGNATURE_DIGITS),
  };
}

const weighted = ([field, weight]: readonly [string, Weight | undefined]): [string, Weight][] =>
  weight === undefined ? [] : [[field, weight]];
