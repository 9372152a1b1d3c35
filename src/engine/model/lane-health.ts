// Port of what is known about lanes that do not go on: which event stops them, and which event ended processes.
import type { RecordedEvent } from './events.ts';
import type { Lane } from './lane.ts';
import type { Position } from './position.ts';

/** Why a lane does not go on, as its worker said it last. */
export interface LaneTrouble extends Lane {
  /** The event that it stands before. */
  readonly position: Position;
  readonly eventId: string;
  readonly type: string;
  /** Code of the error: `LANE_HELD_BACK`, `UNKNOWN_EVENT_TYPE`, `FOLD_FAILED`, … */
  readonly reason: string;
  /** ISO 8601, by the worker's clock: when it was said last. */
  readonly at: string;
}

/** A lane as code of one version folds it: what ended a process in other code's hands is no reason to stop. */
export interface LaneCode {
  readonly lane: Lane;
  readonly codeHash: string;
}

/** `heldBack`: it has ended processes, twice. `elsewhere`: another process is at it, and may be hung there. */
export interface Barrier {
  readonly kind: 'heldBack' | 'elsewhere';
  readonly event: RecordedEvent;
}

export interface LaneHealth {
  /**
   * The first of the events that must not be folded now; nothing if there is none. What has ended one process is folded by
   * one process at a time: asking takes the turn.
   */
  barrier(code: LaneCode, events: readonly RecordedEvent[]): Promise<Barrier | undefined>;
  /** The lane has folded everything up to the position: what was held against those events is forgotten. */
  passed(code: LaneCode, position: Position): Promise<void>;
  /** To be said again while it lasts: it is believed for a while only. */
  report(trouble: LaneTrouble): Promise<void>;
  /** The lane goes on. */
  recovered(lane: Lane): Promise<void>;
  /** Those of the lanes that do not go on. */
  troubles(lanes: readonly Lane[]): Promise<readonly LaneTrouble[]>;
  /** An operator's word: what was held against the lane's events is forgotten, and they are tried again. True if anything was. */
  resume(lane: Lane): Promise<boolean>;
}

/** How many processes may end at one event before its lane is held back. */
export const STRIKES_UNTIL_HELD_BACK = 2;

/** The event that is worked on, as one word beside its lane. */
export function markOf(codeHash: string, position: Position): string {
  return `${codeHash}:${position}`;
}
