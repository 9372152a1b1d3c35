// Port of the stored documents of inline projections: what their next versions are folded from.
import type { JsonObject } from './json.ts';
import type { Lane } from './lane.ts';

export interface StoredDocumentKey {
  readonly lane: Lane;
  readonly codeHash: string;
  readonly id: string;
}

export interface StoredPart {
  readonly version: number;
  /** Null for a document that was removed. */
  readonly body: JsonObject | null;
}

export interface StoredDocuments {
  /** In the order asked for; nothing where a generation of that code has none. */
  load(keys: readonly StoredDocumentKey[]): Promise<readonly (StoredPart | undefined)[]>;
}
