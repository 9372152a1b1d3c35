// The reactions of a process: a lane each, over the same reading of the event store as the projectors.
import { createKeyedMutex } from '../../async/keyed-mutex.ts';
import type { Reaction } from '../../definitions/reaction.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { EventReader } from '../../model/event-store.ts';
import { laneName, type Lane } from '../../model/lane.ts';
import { unwatchedLanes, type LaneHealth } from '../../model/lane-health.ts';
import { BREAKER_LIMITS, createBreaker, type BreakerLimits } from '../../model/parking-breaker.ts';
import { reactionLane } from '../../model/reactions.ts';
import { restingSurvey } from '../../model/resting-survey.ts';
import type { Turn, Turns } from '../../model/turns.ts';
import { advanceReaction } from './advance-reaction.ts';
import type { ReactionContext } from './reaction-context.ts';

interface Options extends Omit<ReactionContext, 'reaction' | 'health' | 'reported' | 'breaker' | 'reader'> {
  /** Nothing is held against any lane if omitted. */
  readonly health?: LaneHealth;
  readonly reactions: readonly Reaction[];
  readonly reader: Pick<EventReader, 'head' | 'readStreams'>;
  /** When so many streams are parked that the code must be wrong. */
  readonly breaker?: Partial<BreakerLimits>;
}

export function createReactions({ reactions, breaker, health = unwatchedLanes, ...tools }: Options): Turns {
  const { reader, checkpoints } = tools;
  const byLane = new Map<string, ReactionContext>();
  const reported = new Set<string>();
  for (const reaction of reactions) {
    const lane = laneName(reactionLane(reaction.name));
    if (byLane.has(lane)) {
      throw new SlipstreamError('BAD_DEFINITION', `Reaction ${reaction.name} is defined twice.`);
    }
    const ofLane = { reaction, breaker: createBreaker({ ...BREAKER_LIMITS, ...breaker }) };
    byLane.set(lane, { ...tools, ...ofLane, health, reported });
  }
  const of = (lane: Lane): ReactionContext => {
    const context = byLane.get(laneName(lane));
    if (context) return context;
    throw new SlipstreamError('UNKNOWN_LANE', `There is no lane ${laneName(lane)}.`);
  };
  const names = reactions.map(({ name }) => name);
  const alone = createKeyedMutex();
  const turn: Turn = async (lane, signal) => alone([laneName(lane)], () => advanceReaction(of(lane), signal));
  return {
    lanes: names.map(reactionLane),
    turn,
    // What it sends waits for nobody.
    goOn: async () => 'atHead',
    // Other code of a reaction goes on from where it stands: nothing is filled beside it. A turn redrives what is asked for.
    fill: async (lane, signal) => {
      const toRedrive = await checkpoints.toRedrive([of(lane).reaction.name]);
      return toRedrive.length > 0 ? turn(lane, signal) : 'atHead';
    },
    head: () => reader.head(),
    survey: restingSurvey(async () => {
      const [stands, toRedrive] = await Promise.all([checkpoints.load(names), checkpoints.toRedrive(names)]);
      return stands.map((at, index) => ({
        position: at?.position,
        isToFill: toRedrive.includes(names[index] ?? ''),
      }));
    }),
  };
}
