// Port of the stored documents of inline projections: what their next versions are folded from.
import type { JsonObject } from './json.ts';
import type { Lane } from './lane.ts';
import type { StreamName } from './stream.ts';

export interface StoredDocumentKey {
  readonly lane: Lane;
  /** The document's own. */
  readonly stream: StreamName;
  readonly foldId: string;
  readonly id: string;
}

export interface StoredPart {
  readonly version: number;
  /** The event at that version: its id, and when it happened, ISO 8601 in UTC. */
  readonly lastEventId: string;
  readonly occurredAt: string;
  /** Null for a document that was removed. */
  readonly body: JsonObject | null;
}

export interface StoredDocuments {
  /** In the order asked for; nothing where a generation of that code has none, or its last event does not stand in the store. */
  load(keys: readonly StoredDocumentKey[]): Promise<readonly (StoredPart | undefined)[]>;
}
