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

/**
 * `heldBack`: it has ended processes, twice or for document after document. `elsewhere`: another process is at it, and may be
 * hung there. `alone`: it has ended a process, and may be folded by this one, apart from other events, but not into those
 * documents that it has ended a process for.
 */
export type Barrier =
  | { readonly kind: 'heldBack' | 'elsewhere'; readonly event: RecordedEvent }
  | { readonly kind: 'alone'; readonly event: RecordedEvent; readonly except: ReadonlySet<string> };

/** The events that come before the barrier, and the one at it if that may be folded by this process. */
export function upToBarrier(
  events: readonly RecordedEvent[],
  barrier: Barrier | undefined,
): readonly RecordedEvent[] {
  if (!barrier) return events;
  return events.slice(0, events.indexOf(barrier.event) + (barrier.kind === 'alone' ? 1 : 0));
}

export interface LaneOutlook {
  /**
   * The first of the events, which come next in the lane, that must not be folded now as others are; nothing if there is none.
   * What has ended one process is folded by one process at a time, while another one is there: asking takes the turn.
   * @param isRouted whether only its code could say which documents the event is folded into: it is not held back before it
   * was folded alone, where two processes have met it at once.
   */
  barrier(
    events: readonly RecordedEvent[],
    isRouted?: (event: RecordedEvent) => boolean,
  ): Promise<Barrier | undefined>;
  /** That these have been folded to the end: what has ended one process only was not to blame. Never rejects. */
  passed(events: readonly RecordedEvent[]): Promise<void>;
}

/** What code never comes to the end of, as it has ended processes twice: it is not run again. */
export interface HangingFolds {
  /** Whether all of its code for the event is meant: also what folds references and finds the documents. */
  event(position: Position): boolean;
  document(position: Position, id: string): boolean;
}

export interface LaneHealth {
  /** Never rejects: where nothing can be known, nothing is held against the lane. */
  look(code: LaneCode): Promise<LaneOutlook>;
  /** What is known beside the lane, also of events that it is past. Never rejects. */
  hanging(code: LaneCode): Promise<HangingFolds>;
  /** To be said again while it lasts: it is believed for a while only, and until the lane is seen behind it. Never rejects. */
  report(code: LaneCode, trouble: Omit<LaneTrouble, keyof Lane | 'at'>): Promise<void>;
  /** Those of the lanes that do not go on. */
  troubles(lanes: readonly Lane[]): Promise<readonly LaneTrouble[]>;
  /** An operator's word: what was held against the lanes' events is forgotten. The lanes of which there was something. */
  resume(lanes: readonly Lane[]): Promise<readonly Lane[]>;
}

/** How many processes an event may end before it is given up: its lane is held back, or a document is parked. */
export const STRIKES_UNTIL_HELD_BACK = 2;
/** For how many documents an event may end a process each before its lane is held back. */
export const MOST_HANGING_DOCUMENTS = 5;

/** Who is at an event that has just ended its process. */
export const DEAD = 'dead';

/** In place of a document: an event is folded alone, and not into a document at this moment. */
export const NO_DOCUMENT = '';

/** An event in the hands of one version of the code, or its fold into one document, as one word beside its lane. */
export function strikeName(codeHash: string, position: Position, document?: string): string {
  return document === undefined ? `${codeHash}:${position}` : `${codeHash}:${position}:${document}`;
}

/** Why a lane stops before an event that has ended processes. */
export function heldBack({ id, position, type }: RecordedEvent): SlipstreamError {
  return new SlipstreamError(
    'LANE_HELD_BACK',
    `${type} at ${position} has ended processes that never came to the end of it, twice or for many documents: the lane ` +
      'is held back before it. It goes on with code of another version, or when an operator resumes it.',
    { details: { eventId: id, position, type } },
  );
}

/** Why an event is not folded into a document. */
export function foldHangs({ id, position, type }: RecordedEvent): SlipstreamError {
  return new SlipstreamError(
    'FOLD_HANGS',
    `Folding ${type} at ${position} never ends, or takes all memory: it has ended ${STRIKES_UNTIL_HELD_BACK} processes, and ` +
      'is not run again by the same code. Run mended code, or skip the event.',
    { details: { eventId: id, position, type } },
  );
}

/** Where nothing is known, or nothing can be. */
export const clearOutlook: LaneOutlook = { barrier: async () => undefined, passed: async () => {} };
export const nothingHangs: HangingFolds = { event: () => false, document: () => false };

/** For pipelines that are watched by nobody. */
export const unwatchedLanes: LaneHealth = {
  look: async () => clearOutlook,
  hanging: async () => nothingHangs,
  report: async () => {},
  troubles: async () => [],
  resume: async () => [],
};
