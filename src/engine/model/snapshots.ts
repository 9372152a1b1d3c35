// Port of the snapshots: folded states of long streams, a short cut that may be lost at any time.
import type { Json } from './json.ts';
import type { StreamName } from './stream.ts';

export interface SnapshotKey {
  readonly stream: StreamName;
  readonly foldId: string;
}

export interface Snapshot extends SnapshotKey {
  readonly version: number;
  /** Of the event at that version. */
  readonly lastEventId: string;
  readonly state: Json;
}

export interface StoredSnapshot extends Snapshot {
  /** When the event at its version happened, ISO 8601 in UTC. */
  readonly occurredAt: string;
}

export interface SnapshotStore {
  /** In the order asked for; nothing where there is none of that code, or its event does not stand in the store. */
  load(keys: readonly SnapshotKey[]): Promise<readonly (StoredSnapshot | undefined)[]>;
  /** Keeps one per stream whose event stands in the store. One of the same code is replaced only by a newer one. */
  save(snapshot: Snapshot): Promise<void>;
}
