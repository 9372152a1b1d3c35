// Port of what is kept about a reaction: how far it has come. It is only a short cut; losing it costs time, no effect.
import type { Lane } from './lane.ts';
import type { Position } from './position.ts';

export interface ReactionCheckpoint {
  /** All commands that answer the events up to and including this position have an outcome. */
  readonly position: Position;
  /** Id of the event at that position, '' at '0': notices a store that was restored to another past. */
  readonly eventId: string;
  readonly incarnation: string;
}

export interface ReactionMove {
  /** Nothing for a reaction that was never begun. */
  readonly from: ReactionCheckpoint | undefined;
  readonly to: ReactionCheckpoint;
}

export interface ReactionCheckpoints {
  /** In the order asked for; nothing for a reaction that was never begun. */
  load(reactions: readonly string[]): Promise<readonly (ReactionCheckpoint | undefined)[]>;
  /** False, and nothing is done, if it is not where it was expected: another worker has moved it. */
  move(reaction: string, move: ReactionMove): Promise<boolean>;
}

/** What the principal of every reaction begins with; no caller from outside may have one like it. */
export const REACTION_PRINCIPAL = 'reaction:';

/** Who a reaction is as a caller of commands. */
export function reactionPrincipal(reaction: string): string {
  return `${REACTION_PRINCIPAL}${reaction}`;
}

/** A reaction has one lane, named like its principal: projections have no colon in theirs. */
export function reactionLane(reaction: string): Lane {
  return { projection: reactionPrincipal(reaction), lane: 0 };
}
