// The survey of lanes in Redis: one script for each, all in one round trip.
import type { LaneStore, LaneSurvey } from '../../model/documents.ts';
import { laneName, type Lane } from '../../model/lane.ts';
import type { StoreRedis } from './connect-redis.ts';
import { loadScript, runScript } from './run-script.ts';
import { decodeCheckpoint, decodeGeneration, decodePause } from '../stored-texts.ts';

const script = loadScript('survey-lane');

export function surveyLanes(store: StoreRedis): LaneStore['survey'] {
  /** The generation each lane was last seen with: a guess that every survey proves. */
  const generations = new Map<string, string>();

  async function surveyLane(lane: Lane, replacedForMs: number): Promise<LaneSurvey> {
    const guess = generations.get(laneName(lane)) ?? '';
    const survey = await surveyAs(store, lane, { generation: guess, replacedForMs });
    const live = survey.live?.id ?? '';
    if (live === guess) return survey;
    generations.set(laneName(lane), live);
    return surveyLane(lane, replacedForMs);
  }

  return (lanes, replacedForMs) => Promise.all(lanes.map((lane) => surveyLane(lane, replacedForMs)));
}

interface SurveyRequest {
  /** Taken for the one that readers see. */
  readonly generation: string;
  readonly replacedForMs: number;
}

async function surveyAs(
  { redis, keys }: StoreRedis,
  lane: Lane,
  { generation, replacedForMs }: SurveyRequest,
): Promise<LaneSurvey> {
  const answer = await runScript(redis, script, {
    keys: [
      ...[keys.live(lane), keys.next(lane), keys.wanted(lane), keys.replaced(lane), keys.lost(lane)],
      ...[keys.checkpoint(lane, generation), keys.register(lane, generation), keys.paused(lane)],
    ],
    args: [String(replacedForMs)],
  });
  const [live, next, wanted, checkpoint, paused, ...flags]: readonly unknown[] = Array.isArray(answer)
    ? answer
    : [];
  const [isRegistered, hasLosses, hasReplaced] = flags.map((flag) => flag === 1);
  return {
    live: decodedOr(live, decodeGeneration),
    next: decodedOr(next, String),
    wanted: decodedOr(wanted, String),
    paused: decodedOr(paused, decodePause),
    checkpoint: decodedOr(checkpoint, decodeCheckpoint),
    isRegistered: isRegistered === true,
    hasLosses: hasLosses === true,
    hasReplaced: hasReplaced === true,
  };
}

function decodedOr<Value>(text: unknown, decode: (text: string) => Value): Value | null {
  return typeof text === 'string' && text !== '' ? decode(text) : null;
}
