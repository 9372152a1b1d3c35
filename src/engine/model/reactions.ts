// Port of what is kept about a reaction: how far it has come, and the streams that it has parked on the way. The checkpoint
// is only a short cut: losing it costs time, no effect.
import type { Lane } from './lane.ts';
import type { ParkedStream } from './parked-streams.ts';
import type { Position } from './position.ts';

export interface ReactionCheckpoint {
  /** All commands that answer the events up to and including this position have an outcome, but those of parked streams. */
  readonly position: Position;
  /** Id of the event at that position, '' at '0': notices a store that was restored to another past. */
  readonly eventId: string;
  readonly incarnation: string;
  /** Raised when a stream is parked or goes on: who has seen other marks moves nothing. */
  readonly revision: number;
}

/** A reaction as of one moment. */
export interface ReactionState {
  /** Undefined for a reaction that was never begun. */
  readonly checkpoint: ReactionCheckpoint | undefined;
  readonly parked: readonly ParkedStream[];
  /** Hash of the code that would have parked too many streams; undefined if nothing stops it. */
  readonly stoppedCode: string | undefined;
}

export interface ReactionMove {
  /** Undefined for a reaction that was never begun. */
  readonly from: ReactionCheckpoint | undefined;
  readonly to: ReactionCheckpoint;
  /** Marks that are written, in place of those of the same streams. */
  readonly park?: readonly ParkedStream[];
  /** Streams whose marks are removed. */
  readonly release?: readonly string[] | 'all';
  readonly stoppedCode?: string | undefined;
}

export interface ReactionCheckpoints {
  /** In the order asked for; undefined for a reaction that was never begun. */
  load(reactions: readonly string[]): Promise<readonly (ReactionCheckpoint | undefined)[]>;
  state(reaction: string): Promise<ReactionState>;
  /** All of it at once. False, and nothing is done, if it is not where it was expected: another worker has moved it. */
  move(reaction: string, move: ReactionMove): Promise<boolean>;
  /** Those of the reactions that operators have asked to redrive a stream. */
  toRedrive(reactions: readonly string[]): Promise<readonly string[]>;
  /** How many streams each reaction has parked; those without any are left out. */
  countParked(): Promise<ReadonlyMap<string, number>>;
}

/** What the principal of every reaction begins with; no caller from outside may have one like it. */
export const REACTION_PRINCIPAL = 'reaction:';

/** Who a reaction is as a caller of commands. */
export function reactionPrincipal(reaction: string): string {
  return `${REACTION_PRINCIPAL}${reaction}`;
}

/** The name of the reaction that is a caller, or has a lane, of this name. */
export function reactionOf(principal: string): string {
  return principal.slice(REACTION_PRINCIPAL.length);
}

/** A reaction has one lane, named like its principal: projections have no colon in theirs. */
export function reactionLane(reaction: string): Lane {
  return { projection: reactionPrincipal(reaction), lane: 0 };
}
