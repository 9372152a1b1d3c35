// The port between what carries and what projects: a turn brings one lane to the head of the event store.
import { SlipstreamError } from './errors.ts';
import { laneName, type Lane } from './lane.ts';
import type { Position } from './position.ts';

/**
 * `atHead`: nothing left to do. `interrupted`: the signal said so. `fenced`: another worker is at it.
 * `stopped`: the author's code throws, and the lane waits before that event; already reported.
 * `superseded`: readers are served by code of another version, which has to do the work. `paused`: an operator said so.
 */
export type TurnOutcome = 'atHead' | 'interrupted' | 'fenced' | 'stopped' | 'superseded' | 'paused';

/** Rejects only when a server is away or a bug shows: then it is to be tried again later. Ends soon after the signal. */
export type Turn = (lane: Lane, signal: AbortSignal) => Promise<TurnOutcome>;

/** What a sweep sees of a lane. */
export interface LaneStatus {
  /** How far readers can see; nothing for a lane that was never begun. */
  readonly position: Position | undefined;
  /** Whether `fill` has something to do. */
  readonly isToFill: boolean;
  /** It is behind because an operator has paused it: nothing is to be done about that. */
  readonly isPaused?: boolean;
}

/** All lanes of a process, as what carries them sees them. */
export interface Turns {
  readonly lanes: readonly Lane[];
  /** Brings what readers see to the head. */
  readonly turn: Turn;
  /**
   * As `turn`, for a lane that this process has brought to the head last, without a look at where it stands. Comes back at
   * once for any other, and leaves whatever is not smooth to the next turn. Rejects as a turn does.
   * @param mayStay whether it may be left behind events of which it folds none, as `stayed`.
   */
  readonly goOn: (lane: Lane, signal: AbortSignal, mayStay: boolean) => Promise<'atHead' | 'stayed'>;
  /** Brings what is to replace it to the head, and repairs losses. Comes back at once if nothing is to do. */
  readonly fill: Turn;
  /** Position of the last event. */
  head(): Promise<Position>;
  /**
   * All lanes, in the order of `lanes`: at most one round trip to each store, however many there are.
   * @param head as it is now: a store that can't have changed while that stands is asked now and then only.
   */
  survey(head: Position): Promise<readonly LaneStatus[]>;
}

/** The lanes of all parts, which follow the same event store. */
export function joinTurns(parts: readonly [Turns, ...(readonly Turns[])]): Turns {
  const owners = new Map(parts.flatMap((part) => part.lanes.map((lane) => [laneName(lane), part])));
  const of = (lane: Lane): Turns => {
    const owner = owners.get(laneName(lane));
    if (owner) return owner;
    throw new SlipstreamError('UNKNOWN_LANE', `There is no lane ${laneName(lane)}.`);
  };
  return {
    lanes: parts.flatMap(({ lanes }) => lanes),
    turn: async (lane, signal) => of(lane).turn(lane, signal),
    goOn: async (lane, ...rest) => of(lane).goOn(lane, ...rest),
    fill: async (lane, signal) => of(lane).fill(lane, signal),
    head: () => parts[0].head(),
    survey: async (head) => (await Promise.all(parts.map((part) => part.survey(head)))).flat(),
  };
}
