// Port of the snapshots: folded states of long streams, a short cut that may be lost at any time.
import type { Json } from './json.ts';
import type { StreamName } from './stream.ts';

export interface SnapshotKey {
  readonly stream: StreamName;
  readonly codeHash: string;
}

export interface Snapshot extends SnapshotKey {
  readonly version: number;
  readonly state: Json;
}

export interface SnapshotStore {
  /** In the order asked for; nothing where there is none of that code. */
  load(keys: readonly SnapshotKey[]): Promise<readonly (Snapshot | undefined)[]>;
  /** Keeps one per stream. One of the same code is replaced only by a newer one. */
  save(snapshot: Snapshot): Promise<void>;
}
