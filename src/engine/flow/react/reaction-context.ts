// Context of a reaction: what its turns read, send and tell by.
import type { Reaction } from '../../definitions/reaction.ts';
import type { EventReader } from '../../model/event-store.ts';
import type { EventPages } from '../../model/event-pages.ts';
import { laneName } from '../../model/lane.ts';
import type { LaneCode, LaneHealth } from '../../model/lane-health.ts';
import type { Logger } from '../../model/logger.ts';
import type { ParkingBreaker } from '../../model/parking-breaker.ts';
import { reactionLane, type ReactionCheckpoints } from '../../model/reactions.ts';
import type { CommandBus } from '../../model/services.ts';

export interface ReactionContext {
  readonly reaction: Reaction;
  readonly reader: Pick<EventReader, 'readStreams'>;
  readonly pages: EventPages;
  readonly checkpoints: ReactionCheckpoints;
  readonly commands: CommandBus;
  /** What is held against events of the reactions' lanes. */
  readonly health: LaneHealth;
  readonly breaker: ParkingBreaker;
  readonly logger: Logger;
  /** Of the held back reactions, what has been said in the log. */
  readonly reported: Set<string>;
}

export function codeOf({ name, codeHash }: Pick<Reaction, 'name' | 'codeHash'>): LaneCode {
  return { lane: reactionLane(name), codeHash };
}

/** What the watchdog is to name if an answer, or a decision that is asked for, never ends. */
export function causeOf({ name, codeHash }: Pick<Reaction, 'name' | 'codeHash'>) {
  return { lane: laneName(reactionLane(name)), codeHash };
}
