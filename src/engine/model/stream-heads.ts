// Port of the event store for audits: which streams there are, and where each begins and ends.
import type { Position } from './position.ts';

export interface StreamHead {
  /** Without the category. */
  readonly id: string;
  /** Of its first event. */
  readonly first: Position;
  /** Version and position of its last event. */
  readonly version: number;
  readonly last: Position;
}

export interface StreamHeads {
  /** Streams of a category after one of them, in byte order. */
  streamsAfter(category: string, id: string, limit: number): Promise<readonly StreamHead[]>;
}
