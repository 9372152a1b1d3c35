// Types of events as they are stored.
import type { Position } from './position.ts';

export interface StoredEventType {
  readonly category: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly events: number;
  /** Positions of its first and last event. */
  readonly first: Position;
  readonly last: Position;
}
