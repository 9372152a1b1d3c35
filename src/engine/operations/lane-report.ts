// Report of one lane: its state follows from its lag, its trouble, and who is there to serve it.
import type { LaneSurvey } from '../model/documents.ts';
import type { LaneTrouble } from '../model/lane-health.ts';
import { laneName } from '../model/lane.ts';
import type { LaneReport, ProjectionState } from '../model/operations.ts';
import type { PresenceReport } from '../model/presence.ts';
import { REACTION_PRINCIPAL } from '../model/reactions.ts';
import type { SurveyedLane } from './lag.ts';

export interface LaneFacts {
  readonly presence: PresenceReport;
  readonly troubles: readonly LaneTrouble[];
}

export function laneReport(seen: SurveyedLane, { presence, troubles }: LaneFacts): LaneReport {
  const lane = laneName(seen.lane);
  const trouble = troubles.find((each) => laneName(each) === lane);
  const serving = presence.processes.filter(({ serves }) => serves.includes(lane));
  const mover = presence.moves.get(lane)?.by;
  return {
    ...{ lane, trouble, position: seen.position, lagEvents: seen.lagEvents, lagMs: seen.lagMs },
    state: stateOf(seen, { isStopped: trouble !== undefined, isServed: serving.length > 0 }),
    // Whoever moved it last may be gone.
    worker: (serving.find(({ name }) => name === mover) ?? serving[0])?.name,
  };
}

interface Known {
  readonly isStopped: boolean;
  readonly isServed: boolean;
}

function stateOf({ survey, lagEvents, lane }: SurveyedLane, { isStopped, isServed }: Known): ProjectionState {
  if (survey?.paused) return 'PAUSED';
  if (isStopped) return 'STOPPED';
  const isFilling = !isReaction(lane) && !isLive(survey);
  if (!isServed && (isFilling || lagEvents > 0)) return 'UNSERVED';
  return isFilling ? 'FILLING' : 'LIVE';
}

const isLive = (survey: LaneSurvey | undefined): boolean => survey?.live?.state === 'live';

const isReaction = ({ projection }: SurveyedLane['lane']): boolean =>
  projection.startsWith(REACTION_PRINCIPAL);

/** The first of them is what is said of the whole. */
const WORST_FIRST = ['PAUSED', 'STOPPED', 'UNSERVED', 'FILLING', 'LIVE'] as const;

export function worstState(lanes: readonly Pick<LaneReport, 'state'>[]): ProjectionState {
  return WORST_FIRST.find((state) => lanes.some((lane) => lane.state === state)) ?? 'LIVE';
}
