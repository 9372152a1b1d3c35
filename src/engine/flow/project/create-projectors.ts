// The projectors of a process: all lanes of all projections, over one reading of the event store.
import { laneName, lanesOf, type Lane } from '../../model/lane.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { LaneSight, Turns } from '../../model/turns.ts';
import { restingSurvey } from '../../model/resting-survey.ts';
import type { Projection } from '../../definitions/projection.ts';
import type { StoreKind } from '../../definitions/projection-spec.ts';
import { createEventPages } from './projectors/event-pages.ts';
import { createProjector, KEEP_REPLACED_MS, type Projector } from './create-projector.ts';
import type { ProjectorOptions } from './projectors/projector-context.ts';

type Options = Omit<ProjectorOptions, 'projection'> & { readonly projections: readonly Projection[] };

const UNSEEN: LaneSight = { position: undefined, isToFill: false };

export function createProjectors({ projections, ...options }: Options): Turns {
  const { reader, store, keepReplacedMs = KEEP_REPLACED_MS } = options;
  const pages = options.pages ?? createEventPages({ reader });
  const lanes = projections.flatMap(lanesOf);
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
    goOn: async (lane, signal) => of(lane).goOn(lane, signal),
    fill: async (lane, signal) => of(lane).fill(lane, signal),
    head: () => reader.head(),
    survey: surveyByStore(projections, async (some) => {
      const seen = await store.survey(some, keepReplacedMs);
      return some.map((lane, index) => {
        const each = seen[index];
        return each ? of(lane).sight(lane, each) : UNSEEN;
      });
    }),
  };
}

/** Redis may lose what it has, and is asked each time; what lies beside the events moves with them. */
function surveyByStore(
  projections: readonly Projection[],
  ask: (lanes: readonly Lane[]) => Promise<readonly LaneSight[]>,
): Turns['survey'] {
  const lanesIn = (kind: StoreKind): readonly Lane[] =>
    projections.filter(({ store }) => store === kind).flatMap(lanesOf);
  const inRedis = lanesIn('redis');
  const inTables = lanesIn('postgres');
  const surveyTables = restingSurvey(async () => (inTables.length > 0 ? ask(inTables) : []));
  return async (head) => {
    const sights = (await Promise.all([inRedis.length > 0 ? ask(inRedis) : [], surveyTables(head)])).flat();
    const byName = new Map([...inRedis, ...inTables].map((lane, index) => [laneName(lane), sights[index]]));
    return projections.flatMap(lanesOf).map((lane) => byName.get(laneName(lane)) ?? UNSEEN);
  };
}
