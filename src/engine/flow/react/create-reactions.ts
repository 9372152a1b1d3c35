// The reactions of a process: a lane each, over the same reading of the event store as the projectors.
import type { Reaction } from '../../definitions/reaction.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { EventReader } from '../../model/event-store.ts';
import { laneName, type Lane } from '../../model/lane.ts';
import { unwatchedLanes, type LaneHealth } from '../../model/lane-health.ts';
import { reactionLane } from '../../model/reactions.ts';
import { restingSurvey } from '../../model/resting-survey.ts';
import type { Turns } from '../../model/turns.ts';
import { advanceReaction } from './advance-reaction.ts';
import type { ReactionContext } from './reaction-context.ts';

interface Options extends Omit<ReactionContext, 'reaction' | 'health' | 'told'> {
  /** Nothing is held against any lane if omitted. */
  readonly health?: LaneHealth;
  readonly reactions: readonly Reaction[];
  readonly reader: Pick<EventReader, 'head'>;
}

export function createReactions({ reactions, reader, health = unwatchedLanes, ...tools }: Options): Turns {
  const byLane = new Map<string, Reaction>();
  const told = new Set<string>();
  for (const reaction of reactions) {
    const lane = laneName(reactionLane(reaction.name));
    if (byLane.has(lane)) {
      throw new SlipstreamError('BAD_DEFINITION', `Reaction ${reaction.name} is defined twice.`);
    }
    byLane.set(lane, reaction);
  }
  const of = (lane: Lane): Reaction => {
    const reaction = byLane.get(laneName(lane));
    if (reaction) return reaction;
    throw new SlipstreamError('UNKNOWN_LANE', `There is no lane ${laneName(lane)}.`);
  };
  const names = reactions.map(({ name }) => name);
  return {
    lanes: names.map(reactionLane),
    turn: async (lane, signal) => advanceReaction({ ...tools, health, told, reaction: of(lane) }, signal),
    // What it sends waits for nobody.
    goOn: async () => false,
    // Other code of a reaction goes on from where it stands: nothing is filled beside it.
    fill: async () => 'atHead',
    head: () => reader.head(),
    survey: restingSurvey(async () =>
      (await tools.checkpoints.load(names)).map((at) => ({ position: at?.position, isToFill: false })),
    ),
  };
}
