// Port of how long events have been waiting to be folded, by the clock of the database.
import type { Position } from './position.ts';

export interface WaitingEvents {
  /** The head, and for each position the age of the event after it in milliseconds: 0 if there is none. One statement. */
  waiting(
    positions: readonly Position[],
  ): Promise<{ readonly head: Position; readonly agesMs: readonly number[] }>;
}
