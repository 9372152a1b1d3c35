// An index of a projection's documents, as the pipeline keeps it. Where a document stands follows from that document alone,
// so that an index is as deterministic as its documents.
import type { IndexEntry, ScoredIndex } from '../model/documents.ts';
import type { JsonObject } from '../model/json.ts';

export interface DocumentIndex {
  readonly name: string;
  /** Hash of what it is made of: a generation says which indexes it has. */
  readonly signature: string;
  /** Fields that its entries follow from. */
  readonly fields: readonly string[];
  /** Where a document stands; nowhere if it was removed (null). Pure. */
  readonly entriesOf: (id: string, own: JsonObject | null) => readonly IndexEntry[];
  /** Throws for what the index can't keep as it is: then the event can't be folded. */
  readonly refuseUnkeepable?: (own: JsonObject | null) => void;
  /** That a document shows its rank in it, and by which field. */
  readonly ranks?: ScoredIndex & { readonly field: string };
}

/** Those in which documents have a rank. */
export const ranksOf = (indexes: readonly DocumentIndex[]): readonly NonNullable<DocumentIndex['ranks']>[] =>
  indexes.flatMap(({ ranks }) => ranks ?? []);
