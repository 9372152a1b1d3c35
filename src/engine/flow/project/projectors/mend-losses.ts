// Repair of documents that readers have missed in a lane: folded anew from the store, and written by a commit that
// moves nothing on, so that the fence keeps it from overwriting what is newer.
import type { IndexEntry, LaneSurvey } from '../../../model/documents.ts';
import type { Generation } from '../../../model/lane-state.ts';
import type { ErrorCode } from '../../../model/error-codes.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import { foldIdOf, newGeneration } from '../../../model/generation-id.ts';
import type { Lane } from '../../../model/lane.ts';
import type { DocumentState } from '../../../fold/document-state.ts';
import { embeddedBy, poisonOf, referenceName } from '../../../fold/fold-references.ts';
import { isFoldFault } from '../../../fold/park.ts';
import type { Position } from '../../../model/position.ts';
import { closeUnit, commitOf, type ClosedUnit } from './commit-unit.ts';
import { entriesOf } from './index-entries.ts';
import { refoldDocuments, refoldingFor, refoldReferences, type Refolding } from './refold.ts';
import { emptyUnit, type UnitOfWork } from './unit-of-work.ts';
import { laneContextOf, type ProjectorContext } from './projector-context.ts';
import { emptyWorkingSet, loadInto, type WorkingSet } from './working-set.ts';

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
    if (error instanceof SlipstreamError && WORTHLESS.has(error.code)) return refill(context, lane, live);
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
  const { store } = context;
  const from = await store.checkpoint(lane, live.id);
  // In the middle of an event that is being fanned out, documents are of two positions.
  if (!from || from.cursor !== '') return;
  const set = emptyWorkingSet();
  const unit = emptyUnit(laneContext, set);
  await loadInto(set, laneContext, { documents: ids, references: [] });
  const stored = new Map(set.documents);
  const wasParked = ids.filter((id) => stored.get(id)?.parked);
  // A fold that hangs must not be met again and again by those who are started anew.
  await store.mended(lane, live.id, wasParked);
  await refoldInto(unit, { ids, stored, upTo: from.position });
  const closed = await closeMended(unit, from.position, stored);
  if (closed.bytes > laneContext.limits.scriptBytes && ids.length > 1) {
    await store.askToMend(lane, live.id, wasParked);
    await mendDocuments(context, lane, { live, ids: ids.slice(0, Math.ceil(ids.length / 2)) });
    return;
  }
  const { position, eventId } = from;
  const to = { position, eventId, cursor: '' };
  const commit = commitOf(unit, { closed, from, to });
  const index = [...commit.index, ...allEntries(unit)];
  if ((await store.commit({ ...commit, index })) === 'fenced') {
    await store.askToMend(lane, live.id, wasParked);
    return;
  }
  await store.mended(lane, live.id, ids);
  report(context, lane, { set, stored });
}

/** An entry that was lost alone is not seen in the document. */
function allEntries({ context: { projection }, set, documents }: UnitOfWork): readonly IndexEntry[] {
  if (projection.store !== 'redis') return [];
  return [...documents.keys()].flatMap((id) => {
    const state = set.documents.get(id);
    return state ? entriesOf(projection, state) : [];
  });
}

/** What has become too large stays parked as it is. */
async function closeMended(
  unit: UnitOfWork,
  upTo: Position,
  stored: ReadonlyMap<string, DocumentState | null>,
): Promise<ClosedUnit> {
  try {
    return await closeUnit(unit, upTo);
  } catch (error) {
    const { document: id } = isFoldFault(error) ? error.details : {};
    const before = typeof id === 'string' ? stored.get(id) : undefined;
    if (!before?.parked) throw error;
    unit.set.documents.set(before.id, triedAgain(before, before.parked.tries));
    return closeMended(unit, upTo, stored);
  }
}

/** What can't be repaired in its place. */
const WORTHLESS: ReadonlySet<ErrorCode> = new Set(['DOCUMENT_AHEAD', 'INDEX_LOST']);

interface RefoldRequest {
  readonly ids: readonly string[];
  /** As they were stored. */
  readonly stored: ReadonlyMap<string, DocumentState | null>;
  readonly upTo: Position;
}

/** Puts the documents into the unit as the store gives them, and what parked ones show of other streams. */
async function refoldInto(unit: UnitOfWork, { ids, stored, upTo }: RefoldRequest): Promise<void> {
  const { context, set } = unit;
  const { projection } = context;
  const refolding = await refoldingFor(context, upTo);
  const states = await refoldAnyhow(refolding, ids, stored);
  for (const [id, state] of [...states, ...leftOf(states, stored)]) {
    const before = stored.get(id) ?? null;
    unit.documents.set(id, { before, eventTypes: [], lastEvent: undefined });
    set.documents.set(id, before?.parked ? triedAgain(state, before.parked.tries) : state);
  }
  const parked = ids.flatMap((id) => (stored.get(id)?.parked ? [set.documents.get(id) ?? null] : []));
  const keys = parked.flatMap((state) => embeddedBy(projection, state));
  await loadInto(set, context, { documents: [], references: keys });
  const poisonedKeys = keys.filter((key) => poisonOf(set.references.get(referenceName(key)) ?? {}));
  const values = await refoldReferences(refolding, poisonedKeys);
  for (const key of poisonedKeys) {
    const name = referenceName(key);
    unit.references.set(name, { key, before: set.references.get(name) ?? null });
    set.references.set(name, values.get(name) ?? null);
  }
}

/** Parked documents of which nothing is left: what had begun them was discarded. */
function leftOf(
  states: ReadonlyMap<string, DocumentState>,
  stored: ReadonlyMap<string, DocumentState | null>,
): readonly (readonly [string, DocumentState])[] {
  return [...stored].flatMap(([id, before]) => {
    if (!before?.parked || states.has(id)) return [];
    const { parked: _, ...unparked } = before;
    return [[id, { ...unparked, own: null, embedded: {} }] as const];
  });
}

/** All together, or one by one where a stream can't even be read: that document stays as it is. */
async function refoldAnyhow(
  refolding: Refolding,
  ids: readonly string[],
  stored: ReadonlyMap<string, DocumentState | null>,
): Promise<ReadonlyMap<string, DocumentState>> {
  try {
    return await refoldDocuments(refolding, ids);
  } catch (error) {
    if (!isFoldFault(error)) throw error;
    const [only, ...others] = ids;
    if (only !== undefined && others.length === 0) {
      const before = stored.get(only);
      return new Map(before ? [[only, before]] : []);
    }
    const each = await Promise.all(ids.map((id) => refoldAnyhow(refolding, [id], stored)));
    return new Map(each.flatMap((states) => [...states]));
  }
}

const triedAgain = (state: DocumentState, tries: number): DocumentState =>
  state.parked ? { ...state, parked: { ...state.parked, tries: tries + 1 } } : state;

interface Mended {
  readonly set: WorkingSet;
  readonly stored: ReadonlyMap<string, DocumentState | null>;
}

function report({ logger }: ProjectorContext, lane: Lane, { set, stored }: Mended): void {
  const all = [...set.documents.values()].filter((state) => state !== null);
  const wasParked = (id: string): boolean => stored.get(id)?.parked !== undefined;
  const lost = all.filter(({ id, own, parked }) => own !== null && !parked && !wasParked(id));
  const redriven = all.filter(({ id, parked }) => !parked && wasParked(id));
  const fields = { readModel: lane.projection, lane: lane.lane };
  const idsOf = (states: readonly DocumentState[]) => states.slice(0, 10).map(({ id }) => id);
  if (redriven.length > 0) {
    logger.info(
      { ...fields, redriven: redriven.length, ids: idsOf(redriven) },
      'Parked documents were folded anew, and go on.',
    );
  }
  if (lost.length === 0) return;
  logger.warn(
    { code: 'DOCUMENT_LOST', ...fields, lost: lost.length, ids: idsOf(lost) },
    'Readers missed documents that Redis has lost: they are there again.',
  );
}
