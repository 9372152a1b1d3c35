// Port of what is known about lanes that do not go on: which event stops them, and which event has ended processes.
import { SlipstreamError } from './errors.ts';
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

export interface LaneOutlook {
  /**
   * The first of the events, which come next in the lane, that must not be folded now; nothing if there is none. What has
   * ended one process is folded by one process at a time, while another one is there: asking takes the turn.
   */
  barrier(events: readonly RecordedEvent[]): Promise<Barrier | undefined>;
}

export interface LaneHealth {
  /** Never rejects: where nothing can be known, nothing is held against the lane. */
  look(code: LaneCode): Promise<LaneOutlook>;
  /** To be said again while it lasts: it is believed for a while only, and until the lane is seen behind it. Never rejects. */
  report(code: LaneCode, trouble: Omit<LaneTrouble, keyof Lane | 'at'>): Promise<void>;
  /** Those of the lanes that do not go on. */
  troubles(lanes: readonly Lane[]): Promise<readonly LaneTrouble[]>;
  /** An operator's word: what was held against the lanes' events is forgotten. The lanes of which there was something. */
  resume(lanes: readonly Lane[]): Promise<readonly Lane[]>;
}

/** How many processes an event may end before its lane is held back. */
export const STRIKES_UNTIL_HELD_BACK = 2;

/** Who is at an event that has just ended its process. */
export const DEAD = 'dead';

/** An event in the hands of one version of the code, as one word beside its lane. */
export function strikeName(codeHash: string, position: Position): string {
  return `${codeHash}:${position}`;
}

/** Why a lane stops before an event that has ended processes. */
export function heldBack({ id, position, type }: RecordedEvent): SlipstreamError {
  return new SlipstreamError(
    'LANE_HELD_BACK',
    `${type} at ${position} has ended ${STRIKES_UNTIL_HELD_BACK} processes that never came to the end of it: the lane is ` +
      'held back before it. It goes on with code of another version, or when an operator resumes it.',
    { details: { eventId: id, position, type } },
  );
}

const clearOutlook: LaneOutlook = { barrier: async () => undefined };

/** For pipelines that are watched by nobody. */
export const unwatchedLanes: LaneHealth = {
  look: async () => clearOutlook,
  report: async () => {},
  troubles: async () => [],
  resume: async () => [],
};
