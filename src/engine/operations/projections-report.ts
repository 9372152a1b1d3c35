// Reports of all projections and reactions, as they are now: measured from the head and the stores, in a few round trips.
import { versionOf } from '../definitions/fold-id.ts';
import type { System } from '../definitions/define-system.ts';
import type { LaneStore } from '../model/documents.ts';
import type { LaneHealth } from '../model/lane-health.ts';
import { laneName } from '../model/lane.ts';
import type { GenerationReport, ProjectionReport, RebuildReport } from '../model/operations.ts';
import type { Presence, PresenceReport, PresentProcess } from '../model/presence.ts';
import { BEFORE_FIRST, comparePositions, type Position } from '../model/position.ts';
import { reactionPrincipal, type ReactionCheckpoints } from '../model/reactions.ts';
import { generationReports } from './generation-reports.ts';
import type { MeasureLag, SurveyedLane } from './lag.ts';
import { laneReport, worstState, type LaneFacts } from './lane-report.ts';

export interface StatusReport {
  readonly head: Position;
  readonly projections: readonly ProjectionReport[];
  /** By the names of their lanes, such as `reaction:award`; they have no generations. */
  readonly reactions: readonly ProjectionReport[];
  readonly processes: readonly PresentProcess[];
}

/** What operators have done, by projection. */
export interface OperatedFacts {
  readonly parked: ReadonlyMap<string, { readonly count: number; readonly oldestAt: string | undefined }>;
  readonly rebuilds: ReadonlyMap<string, RebuildReport>;
}

export interface ReportSources {
  readonly system: Pick<System, 'projections' | 'reactions' | 'lanesToRing'>;
  readonly measureLag: MeasureLag;
  readonly store: Pick<LaneStore, 'checkpoint' | 'replaced' | 'parked' | 'countParked'>;
  readonly checkpoints: Pick<ReactionCheckpoints, 'countParked'>;
  readonly health: Pick<LaneHealth, 'troubles'>;
  readonly presence: Pick<Presence, 'read'>;
  /** What is parked is counted if omitted, and nothing else is known. */
  readonly operated?: () => Promise<OperatedFacts>;
}

export type ReportStatus = () => Promise<StatusReport>;

const NOTHING: OperatedFacts = { parked: new Map(), rebuilds: new Map() };

export function statusReporter(sources: ReportSources): ReportStatus {
  const { system, measureLag, store, checkpoints, health, presence } = sources;
  const operated = sources.operated ?? (async () => NOTHING);
  return async () => {
    const [{ head, lanes }, there, troubles, done, streams] = await Promise.all([
      measureLag(),
      presence.read(),
      health.troubles(system.lanesToRing),
      operated(),
      sources.operated || system.reactions.length === 0 ? undefined : checkpoints.countParked(),
    ]);
    const facts = { presence: there, troubles };
    const of = (name: string) => lanes.filter(({ lane }) => lane.projection === name);
    const projections = system.projections.map(async ({ name, foldId }) => {
      const [generations, parked] = await Promise.all([
        generationReports(of(name), { store, head, foldId }),
        sources.operated ? (done.parked.get(name)?.count ?? 0) : countParked(store, of(name)),
      ]);
      const version = versionOf(foldId);
      return reportOf({ name, version, head, generations, parked, done }, of(name), facts);
    });
    const reactions = system.reactions.map((reaction) => {
      const name = reactionPrincipal(reaction.name);
      const parked = streams ? streams.get(reaction.name) : done.parked.get(name)?.count;
      return reportOf(
        { ...{ name, version: 1, head, done }, generations: [], parked: parked ?? 0 },
        of(name),
        facts,
      );
    });
    return { head, projections: await Promise.all(projections), reactions, processes: there.processes };
  };
}

interface Named {
  readonly name: string;
  readonly version: number;
  readonly head: Position;
  readonly generations: readonly GenerationReport[];
  readonly parked: number;
  readonly done: OperatedFacts;
}

function reportOf(
  { done, ...named }: Named,
  surveyed: readonly SurveyedLane[],
  facts: LaneFacts,
): ProjectionReport {
  const { name } = named;
  const lanes = surveyed.map((lane) => laneReport(lane, facts));
  const [lowest] = lanes.map(({ position }) => position).toSorted(comparePositions);
  return {
    ...named,
    lanes,
    state: worstState(lanes),
    position: lowest ?? BEFORE_FIRST,
    lagEvents: Math.max(0, ...lanes.map(({ lagEvents }) => lagEvents)),
    lagMs: Math.max(0, ...lanes.map(({ lagMs }) => lagMs)),
    lastUpdatedAt: lastMoved(surveyed, facts.presence),
    oldestParkedAt: done.parked.get(name)?.oldestAt,
    paused: surveyed.find(({ survey }) => survey?.paused)?.survey?.paused ?? undefined,
    rebuild: done.rebuilds.get(name),
  };
}

/** Of a lane, more than these are not counted. */
const MOST_PARKED = 1000;

async function countParked(
  store: Pick<LaneStore, 'parked'>,
  lanes: readonly SurveyedLane[],
): Promise<number> {
  const ids = lanes.map(async ({ lane, survey }) =>
    survey?.live ? store.parked(lane, survey.live.id, '', MOST_PARKED) : [],
  );
  return (await Promise.all(ids)).flat().length;
}

function lastMoved(lanes: readonly SurveyedLane[], { moves }: PresenceReport): string | undefined {
  const times = lanes.map(({ lane }) => moves.get(laneName(lane))?.at ?? '');
  return times.toSorted().at(-1) || undefined;
}
