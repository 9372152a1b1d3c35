// The projectors of a process: all lanes of all projections, over one reading of the event store.
import { laneName, lanesOf, type Lane } from '../../model/lane.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { LaneStatus, Turns } from '../../model/turns.ts';
import { restingSurvey } from '../../model/resting-survey.ts';
import type { Projection } from '../../definitions/projection.ts';
import type { StoreKind } from '../../definitions/projection-spec.ts';
import { believed } from '../../async/believed.ts';
import { createEventPages } from './projectors/event-pages.ts';
import { createProjector, KEEP_REPLACED_MS, type Projector } from './create-projector.ts';
import type { ProjectorOptions } from './projectors/projector-context.ts';

type Options = Omit<ProjectorOptions, 'projection'> & { readonly projections: readonly Projection[] };

/** After so long rebuilds are looked for again, in milliseconds. */
const REBUILDS_BELIEVED_MS = 10_000;

const UNSEEN: LaneStatus = { position: undefined, isToFill: false };

export function createProjectors({ projections, ...options }: Options): Turns {
  const { reader, store, keepReplacedMs = KEEP_REPLACED_MS } = options;
  const pages = options.pages ?? createEventPages({ reader });
  const lanes = projections.flatMap(lanesOf);
  const underWay = rebuildsUnderWay(options);
  const projectors = new Map(
    projections.map((projection) => [projection.name, createProjector({ ...options, projection, pages })]),
  );
  const of = (lane: Lane): Projector => {
    const projector = projectors.get(lane.projection);
    if (projector) return projector;
    throw new SlipstreamError('UNKNOWN_LANE', `There is no lane ${laneName(lane)}.`);
  };
  return {
    lanes,
    turn: async (lane, signal) => of(lane).turn(lane, signal),
    goOn: async (lane, ...rest) => of(lane).goOn(lane, ...rest),
    fill: async (lane, signal) => of(lane).fill(lane, signal),
    head: () => reader.head(),
    survey: surveyByStore(projections, async (some) => {
      const [seen, rebuilt] = await Promise.all([store.survey(some, keepReplacedMs), underWay()]);
      return some.map((lane, index) => {
        const each = seen[index];
        if (!each) return UNSEEN;
        const status = of(lane).status(lane, each);
        return rebuilt.has(lane.projection) && !status.isPaused ? { ...status, isToFill: true } : status;
      });
    }),
  };
}

/** One that was begun is seen by what it has opened; this finds one whose beginner was killed before that. */
function rebuildsUnderWay({ rebuilding, logger }: Omit<Options, 'projections'>) {
  const look = rebuilding && believed(() => rebuilding.rebuilds.underWay(), REBUILDS_BELIEVED_MS);
  return async (): Promise<ReadonlySet<string>> => {
    try {
      return (await look?.()) ?? new Set();
    } catch (error) {
      logger.debug(() => ({ err: error }), 'The rebuilds can not be seen.');
      return new Set();
    }
  };
}

/** Redis may lose what it has, and is asked each time; what lies beside the events moves with them. */
function surveyByStore(
  projections: readonly Projection[],
  ask: (lanes: readonly Lane[]) => Promise<readonly LaneStatus[]>,
): Turns['survey'] {
  const lanesIn = (kind: StoreKind): readonly Lane[] =>
    projections.filter(({ store }) => store === kind).flatMap(lanesOf);
  const inRedis = lanesIn('redis');
  const inTables = lanesIn('postgres');
  const surveyTables = restingSurvey(async () => (inTables.length > 0 ? ask(inTables) : []));
  return async (head) => {
    const statuses = (await Promise.all([inRedis.length > 0 ? ask(inRedis) : [], surveyTables(head)])).flat();
    const byName = new Map([...inRedis, ...inTables].map((lane, index) => [laneName(lane), statuses[index]]));
    return projections.flatMap(lanesOf).map((lane) => byName.get(laneName(lane)) ?? UNSEEN);
  };
}
