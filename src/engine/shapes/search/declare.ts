// defineSearch: the documents of a projection once more, in Postgres, where they are found by their words and narrowed by
// their values.
import { guardOf, type Guarded } from '../../definitions/access.ts';
import { saidOf, type Deprecatable } from '../../definitions/described.ts';
import type { DocumentDefinition, OwnPart } from '../document/declare.ts';
import { holdsText } from '../../definitions/field-kind.ts';
import { digest, declaredFoldId, SIGNATURE_DIGITS } from '../../definitions/fold-id.ts';
import { withoutIndexes, type Projection } from '../../definitions/projection.ts';
import { rangeOf, type RangeSpec } from './range.ts';
import { searchEntry, type Search, type Weight } from './entry.ts';

/** Raised when entries are made in another way, so that they are made anew. */
const ENTRIES = 2;

/** What an author says of a search. */
interface SearchSpec<Fields, Written> extends Deprecatable, Guarded {
  readonly text: { readonly [Name in keyof Fields]?: Weight };
  readonly equal?: readonly (keyof Fields & string)[];
  readonly all?: readonly (keyof Fields & string)[];
  /** A number that may be asked to lie between two. */
  readonly range?: RangeSpec<Fields, Written>;
  /** Raise it to have the entries made anew. Default 1. */
  readonly version?: number;
}

/**
 * What the query `search` finds documents by.
 * @param name of another read model, of the same documents.
 */
export function defineSearch<Definition extends DocumentDefinition, Written = never>(
  name: string,
  projection: Projection<string, Definition>,
  { search, ...spec }: SearchSpec<OwnPart<Definition>, Written> & { readonly search: string },
): Projection<string, Definition> {
  const found = searchOf(projection, search, spec);
  return {
    ...withoutIndexes(projection),
    name,
    // What is searched lies in one lane, so that a page of it is as of one moment.
    lanes: 1,
    store: 'postgres',
    // Who appends events writes documents, and nothing that they are found by: that is the work of a lane.
    inline: false,
    search: found,
    foldId: declaredFoldId({
      of: `search ${search}`,
      version: spec.version,
      declared: [name, projection.foldId, found.signature],
    }),
    indexes: [found],
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
  const alike = new Set([...equal, ...all].filter((field) => holdsText(document.fields[field])));
  const found = { name, text, equal, all, alike, range };
  return {
    ...{ ...found, ...saidOf(spec), ...guardOf(spec) },
    signature: digest([ENTRIES, name, Object.entries(text), equal, all, compared], SIGNATURE_DIGITS),
    // What is searched is no sorted set: it has entries of its own.
    fields: [],
    entriesOf: () => [],
    entryOf: (id, body) => searchEntry(found, id, body),
  };
}

const weighted = ([field, weight]: readonly [string, Weight | undefined]): [string, Weight][] =>
  weight === undefined ? [] : [[field, weight]];
