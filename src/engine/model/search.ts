// Port of a store that can be searched: what is asked, and what is found.
import type { DocumentRead, StoredDocument } from './documents.ts';

/** Where an entry stands among what was found: by falling rank, then by id. */
export interface SearchPlace {
  readonly rank: number;
  readonly id: string;
}

export interface SearchQuery {
  readonly projection: string;
  /** Of what its entries are made: see `hasIndex`. */
  readonly signature: string;
  /** Words, "phrases", `or`, and `-` for what must not be there; null for any text. */
  readonly text: string | null;
  /** All of them. */
  readonly keywords: readonly string[];
  /** Both ends count; null for any number, or none. */
  readonly range: {
    readonly equal: string;
    readonly least: number | null;
    readonly most: number | null;
  } | null;
  /** Only what stands after this one. */
  readonly after: SearchPlace | null;
  readonly limit: number;
}

/** The best first, together with how far the lane has come, as of one moment. */
export interface SearchRead extends Omit<DocumentRead, 'document'> {
  readonly entries: readonly { readonly rank: number; readonly document: StoredDocument }[];
}

export interface SearchReader {
  /** One round trip. Throws `READ_MODEL_UNAVAILABLE` within 500 ms if the store does not answer. */
  search(query: SearchQuery): Promise<SearchRead>;
}
