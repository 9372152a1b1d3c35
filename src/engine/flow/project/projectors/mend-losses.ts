// Repairs what readers have missed in a lane: their documents are folded anew from the store and written by a commit that
// moves nothing on, so that the fence keeps it from overwriting what is newer.
import type { LaneSurvey } from '../../../model/documents.ts';
import type { Generation } from '../../../model/lane-state.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import { foldIdOf, newGeneration } from '../../../model/generation-id.ts';
import type { Lane } from '../../../model/lane.ts';
import { closeUnit, commitOf } from './commit-unit.ts';
import { refoldDocuments } from './refold.ts';
import { emptyUnit } from './unit-of-work.ts';
import { laneContextOf, type ProjectorContext } from './projector-context.ts';
import { emptyWorkingSet, loadInto } from './working-set.ts';

/**
 * What can't be repaired in its place is filled anew: at once and before anybody reads it, if an index is gone; beside what
 * readers see, if only the register is, without which losses would not be noticed.
 */
export async function mendLosses(context: ProjectorContext, lane: Lane): Promise<void> {
  const { store, projection, logger } = context;
  const { live, next, paused } = await store.state(lane);
  if (paused || live?.state !== 'live' || foldIdOf(live.id) !== projection.foldId) return;
  const { isRegistered, index, documents } = await store.losses(lane, live.id);
  if (index) {
    await refill(context, lane, live);
    return;
  }
  if (!isRegistered && next === null && isRegistering(context)) {
    const message =
      'The register of the lane is gone or was never kept: the lane is filled anew beside what readers see.';
    logger.warn({ code: 'REGISTER_LOST', readModel: lane.projection, lane: lane.lane }, message);
    await store.openNext(lane, newGeneration(projection), null);
  }
  if (documents.length === 0) return;
  await mendDocuments(context, lane, { live, ids: documents }).catch((error: unknown) => {
    if (error instanceof SlipstreamError && error.code === 'INDEX_LOST') return refill(context, lane, live);
    throw error;
  });
}

/** Whether there is something to repair in what a sweep has seen. */
export function isToMend(
  context: Pick<ProjectorContext, 'projection'>,
  { live, next, hasLosses, isRegistered, paused }: LaneSurvey,
): boolean {
  if (paused || live?.state !== 'live' || foldIdOf(live.id) !== context.projection.foldId) return false;
  return hasLosses || (!isRegistered && next === null && isRegistering(context));
}

async function refill(
  { store, projection, logger }: ProjectorContext,
  lane: Lane,
  live: Generation,
): Promise<void> {
  logger.error(
    { code: 'INDEX_LOST', readModel: lane.projection, lane: lane.lane },
    'An index of the lane is gone: the lane is filled anew.',
  );
  await store.openLive(lane, newGeneration(projection), live.id);
  await store.mended(lane, live.id, ['']);
}

const isRegistering = ({ projection }: Pick<ProjectorContext, 'projection'>): boolean =>
  projection.keepsIds ||
  projection.embeds.length > 0 ||
  (projection.store === 'redis' && projection.indexes.length > 0);

/** In one commit if the bytes are few, and else half of them: the rest is told again. */
async function mendDocuments(
  context: ProjectorContext,
  lane: Lane,
  { live, ids }: { readonly live: Generation; readonly ids: readonly string[] },
): Promise<void> {
  const laneContext = laneContextOf(context, lane, live);
  const { store, projection, reader, logger } = context;
  const from = await store.checkpoint(lane, live.id);
  // In the middle of an event that is being fanned out, documents are of two positions.
  if (!from || from.cursor !== '') return;
  const set = emptyWorkingSet();
  const unit = emptyUnit(laneContext, set);
  const [states] = await Promise.all([
    refoldDocuments({ projection, reader, upTo: from.position }, ids),
    loadInto(set, laneContext, { documents: ids, references: [] }),
  ]);
  for (const [id, state] of states) {
    const stored = set.documents.get(id) ?? null;
    unit.documents.set(id, stored);
    set.documents.set(id, state);
  }
  const closed = await closeUnit(unit, from.position);
  if (closed.bytes > laneContext.limits.scriptBytes && ids.length > 1) {
    await mendDocuments(context, lane, { live, ids: ids.slice(0, Math.ceil(ids.length / 2)) });
    return;
  }
  const { position, eventId } = from;
  const to = { position, eventId, cursor: '' };
  if ((await store.commit(commitOf(unit, { closed, from, to }))) === 'fenced') return;
  await store.mended(lane, live.id, ids);
  const lost = [...states.values()].filter(({ own }) => own !== null).map(({ id }) => id);
  if (lost.length === 0) return;
  const fields = { readModel: lane.projection, lane: lane.lane, lost: lost.length };
  logger.warn(
    { code: 'DOCUMENT_LOST', ...fields, ids: lost.slice(0, 10) },
    'Readers missed documents that Redis has lost: they are there again.',
  );
}
