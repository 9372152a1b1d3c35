// Reports of the generations of a projection: what readers see, what is filled beside it, what is kept for undo.
import { versionOf } from '../definitions/fold-id.ts';
import type { LaneStore } from '../model/documents.ts';
import { foldIdOf } from '../model/generation-id.ts';
import type { GenerationReport } from '../model/operations.ts';
import { BEFORE_FIRST, comparePositions, type Position } from '../model/position.ts';
import type { SurveyedLane } from './lag.ts';

type Store = Pick<LaneStore, 'checkpoint' | 'replaced' | 'countParked'>;

interface Stands {
  readonly id: string;
  readonly position: Position;
  readonly parked: number;
}

/** Asks the store only for lanes of which something is filled beside, or kept. */
export async function generationReports(
  lanes: readonly SurveyedLane[],
  { store, head, foldId }: { readonly store: Store; readonly head: Position; readonly foldId: string },
): Promise<readonly GenerationReport[]> {
  const live = await Promise.all(
    lanes.flatMap(({ lane, survey, position }) =>
      survey?.live ? [parkedIn(store, lane, { id: survey.live.id, position })] : [],
    ),
  );
  const next = await Promise.all(
    lanes.map(({ lane, survey }) => (survey?.next ? [standing(store, lane, survey.next)] : [])).flat(),
  );
  const replaced = await Promise.all(
    lanes.map(async ({ lane, survey }) => {
      const ids = survey?.hasReplaced ? await store.replaced(lane, 0) : [];
      return Promise.all(ids.slice(-1).map((id) => standing(store, lane, id)));
    }),
  );
  const report = (role: GenerationReport['role'], stands: readonly Stands[]) =>
    reportOf(role, stands, { head, foldId });
  return [...report('live', live), ...report('next', next), ...report('replaced', replaced.flat())];
}

async function standing(store: Store, lane: SurveyedLane['lane'], id: string): Promise<Stands> {
  const checkpoint = await store.checkpoint(lane, id);
  return parkedIn(store, lane, { id, position: checkpoint?.position ?? BEFORE_FIRST });
}

async function parkedIn(
  store: Store,
  lane: SurveyedLane['lane'],
  stands: Omit<Stands, 'parked'>,
): Promise<Stands> {
  return { ...stands, parked: await store.countParked(lane, stands.id) };
}

/** Lanes have generations of their own: the one that is the furthest behind stands for all. */
function reportOf(
  role: GenerationReport['role'],
  stands: readonly Stands[],
  { head, foldId }: { readonly head: Position; readonly foldId: string },
): readonly GenerationReport[] {
  const [lowest] = stands.toSorted((a, b) => comparePositions(a.position, b.position));
  if (!lowest) return [];
  const { id, position } = lowest;
  const isOfThisCode = foldIdOf(id) === foldId;
  const parked = stands.reduce((sum, each) => sum + each.parked, 0);
  const progress = head === BEFORE_FIRST ? 1 : Math.min(1, Number(position) / Number(head));
  return [{ ...{ id, role, isOfThisCode, position, progress }, version: versionOf(foldIdOf(id)), parked }];
}
