// Port of the operators' work: what is seen of projections, parked documents, commands and events, and what can be done about
// them. The GraphQL field `operations`, the command line and the console show this and nothing else.
import type { JsonObject } from './json.ts';
import type { LaneTrouble } from './lane-health.ts';
import type { EventReport } from './operations-records.ts';
import type { Position } from './position.ts';

/** `UNSERVED`: behind, and no worker has a hand on it. `STOPPED`: a lane waits before an event, or too many documents park. */
export type ProjectionState = 'LIVE' | 'FILLING' | 'PAUSED' | 'STOPPED' | 'UNSERVED';

export interface GenerationReport {
  readonly id: string;
  /** `next` is filled beside; `replaced` is kept for undo. */
  readonly role: 'live' | 'next' | 'replaced';
  /** Declared version of its code. */
  readonly version: number;
  /** Whether this process's code would write it. */
  readonly isOfThisCode: boolean;
  /** The lowest of its lanes. */
  readonly position: Position;
  /** 0 to 1, of the head. */
  readonly progress: number;
  readonly parked: number;
}

export interface LaneReport {
  /** `order.0` */
  readonly lane: string;
  readonly state: ProjectionState;
  /** Of the generation readers see; '0' if there is none. */
  readonly position: Position;
  readonly lagEvents: number;
  /** Age of the oldest event that is not folded, by the database's clock; 0 if there is none. */
  readonly lagMs: number;
  /** `host:pid` of a worker that is there and serves it: the one that moved it last, if that is one of them. */
  readonly worker: string | undefined;
  readonly trouble: LaneTrouble | undefined;
}

export interface ProjectionReport {
  readonly name: string;
  readonly state: ProjectionState;
  /** Declared by this process's code. */
  readonly version: number;
  readonly generations: readonly GenerationReport[];
  readonly head: Position;
  /** The lowest of its lanes. */
  readonly position: Position;
  /** The most of its lanes, each. */
  readonly lagEvents: number;
  readonly lagMs: number;
  /** ISO 8601: when a lane was moved last; undefined if nobody knows. */
  readonly lastUpdatedAt: string | undefined;
  readonly lanes: readonly LaneReport[];
  readonly parked: number;
  readonly oldestParkedAt: string | undefined;
  readonly paused: PauseReport | undefined;
  readonly rebuild: RebuildReport | undefined;
}

/** The most that was seen in a half minute. */
export interface LagPoint {
  /** ISO 8601: when the half minute began, by the clock of the process that looked. */
  readonly at: string;
  readonly lagMs: number;
}

export interface PauseReport {
  readonly by: string;
  readonly reason: string;
  /** ISO 8601 */
  readonly at: string;
}

export type RebuildState =
  'FILLING' | 'COMPARING' | 'WAITING_FOR_APPROVAL' | 'SWITCHING' | 'SWITCHED' | 'ABORTED';

/** A rebuild that is under way, or the last one. */
export interface RebuildReport {
  readonly projection: string;
  readonly state: RebuildState;
  readonly generation: string;
  readonly startedAt: string;
  readonly by: string;
  /** Events that are folded, and the head. */
  readonly position: Position;
  readonly head: Position;
  readonly eventsPerSecond: number | undefined;
  readonly remainingMs: number | undefined;
  readonly compared: number;
  readonly differences: number;
  /** Why it was aborted, if not by an operator. */
  readonly note?: string;
}

export interface Difference {
  readonly id: string;
  readonly kind: 'MISSING_IN_LIVE' | 'MISSING_IN_NEXT' | 'OTHER';
  readonly live: JsonObject | null;
  readonly next: JsonObject | null;
}

export interface ProcessReport {
  /** `host:pid` */
  readonly name: string;
  readonly roles: readonly string[];
  /** ISO 8601 */
  readonly startedAt: string;
  readonly lastSeenAt: string;
  /** Of the package. */
  readonly version: string;
}

/** A document that an event could not be folded into. */
export interface DeadLetter {
  /** `order/order-1` */
  readonly id: string;
  readonly projection: string;
  readonly documentId: string;
  /** Alike for the same error of the same event type in the same projection. */
  readonly group: string;
  readonly event: EventReport;
  readonly error: { readonly code: string; readonly message: string; readonly stack: string | undefined };
  /** Declared version of the code that could not. */
  readonly codeVersion: number;
  /** Later events of the document that wait behind it. */
  readonly followers: number;
  /** Version and body as readers that take stale ones see it; null if there never was one. */
  readonly version: number;
  readonly document: JsonObject | null;
}

export interface DeadLetterGroup {
  readonly group: string;
  readonly projection: string;
  readonly eventType: string;
  readonly code: string;
  readonly message: string;
  readonly documents: number;
  readonly followers: number;
  /** ISO 8601, of the event. */
  readonly oldestAt: string;
}

/** What a redrive would give. */
export interface TriedDeadLetter {
  readonly deadLetter: DeadLetter;
  /** Undefined if it would stay parked. */
  readonly document: JsonObject | null | undefined;
  readonly version: number;
  /** Why it would stay parked. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

export interface ExplainedStep {
  readonly event: EventReport;
  /** `MOVED`: only its version. `REFERENCE`: of another stream that it shows. `FAILED`: it is parked here. `DISCARDED`: skipped by an operator. */
  readonly effect: 'FOLDED' | 'MOVED' | 'REFERENCE' | 'FAILED' | 'DISCARDED';
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly error: string | undefined;
}

/** What a read model makes of an event. */
export interface FoldReport {
  readonly readModel: string;
  /** Of the document; undefined for all that show the stream of the event. */
  readonly id: string | undefined;
  readonly effect: ExplainedStep['effect'];
  /** Of the document as readers see it now; undefined if there is none, or if it is several. */
  readonly version: number | undefined;
  /** Whether its lane has come to the event. */
  readonly isReached: boolean;
  readonly isParked: boolean;
}

export interface ExplainedDocument {
  readonly readModel: string;
  readonly id: string;
  /** As readers see it; undefined if there is none. */
  readonly stored:
    { readonly version: number; readonly position: Position; readonly body: JsonObject | null } | undefined;
  /** As the store gives it now. */
  readonly folded:
    { readonly version: number; readonly position: Position; readonly body: JsonObject | null } | undefined;
  /** Whether the two are the same, byte for byte, as of the stored position. */
  readonly isSame: boolean;
  readonly parked: DeadLetter | undefined;
  readonly lane: LaneReport;
  /** The last ones, in the order of their positions. */
  readonly steps: readonly ExplainedStep[];
}

/** What an operator does. */
export type Verb = ShownVerbName | 'revoke' | 'forgetRefusals';

/** By mutations too. */
export type ShownVerbName =
  | 'rebuildProjection'
  | 'abortRebuild'
  | 'switchProjection'
  | 'undoRebuild'
  | 'pauseProjection'
  | 'resumeProjection'
  | 'redriveDeadLetter'
  | 'redriveDeadLetters'
  | 'discardDeadLetter'
  | 'eraseSubject';

/** By and why, of every deed. */
export interface Deed {
  readonly verb: Verb;
  /** UUID: the same one again gives the first outcome. */
  readonly commandId: string;
  readonly principal: string;
  readonly reason: string | undefined;
  /** What the verb takes, as it was sent. */
  readonly input: JsonObject;
}

/** What became of a deed. `code` of a refusal: `NOT_FOUND`, `VALIDATION_FAILED`, `FORBIDDEN`, `REBUILD_UNDER_WAY`, … */
export type DeedEnd =
  | { readonly done: true; readonly result: JsonObject }
  | { readonly done: false; readonly code: string; readonly message: string };

/** `replayed`: the same deed came before, and this is what became of it then. */
export type DeedOutcome = DeedEnd & { readonly replayed: boolean };

/** A line of the audit. */
export interface AuditEntry extends Deed {
  /** Its place in the audit, to go on after. */
  readonly cursor: string;
  /** ISO 8601, by the database's clock. */
  readonly at: string;
  /** Undefined while it is under way, or if its process ended in the middle. */
  readonly outcome: DeedOutcome | undefined;
}
