// The generations of a lane: which one readers see, which one is filled beside it, and which code is wanted; whether it is paused.
import type { PauseReport } from './operations.ts';

/** `filling`: not yet caught up for the first time, so that readers must not take a gap for an absence. */
export interface Generation {
  /** See `newGeneration`: code of another version never writes the same keys. */
  readonly id: string;
  readonly state: 'filling' | 'live';
}

export interface LaneState {
  /** The generation readers see. */
  readonly live: Generation | null;
  /** The generation that is filled beside it, to take its place. */
  readonly next: string | null;
  /** Fold identity that the worker that started last wants to see live. */
  readonly wanted: string | null;
  /** An operator's word: nothing is folded until it is taken back, and readers see what is there. */
  readonly paused: PauseReport | null;
}
