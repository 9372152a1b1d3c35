// What carries and what projects agree on: a turn brings one lane to the head of the event store.
import type { Lane } from './lane.ts';
import type { Position } from './position.ts';

/**
 * `atHead`: nothing left to do. `interrupted`: the signal said so. `fenced`: another worker is at it.
 * `stopped`: a fold throws, and the lane waits before that event; already reported.
 * `others`: readers are served by code of another version, which has to do the work.
 */
export type TurnOutcome = 'atHead' | 'interrupted' | 'fenced' | 'stopped' | 'others';

/** Rejects only when a server is away or a bug shows: then it is to be tried again later. Ends soon after the signal. */
export type Turn = (lane: Lane, signal: AbortSignal) => Promise<TurnOutcome>;

/** All lanes of a process, as what carries them sees them. */
export interface Turns {
  readonly lanes: readonly Lane[];
  /** Brings what readers see to the head. */
  readonly turn: Turn;
  /** Brings what is to replace it to the head. To be called every second or so; comes back at once if nothing is to do. */
  readonly fill: Turn;
  /** Position of the last event. */
  head(): Promise<Position>;
  /** How far readers can see, in the order of `lanes`; nothing for a lane that was never begun. */
  checkpoints(): Promise<readonly (Position | undefined)[]>;
}
