// One event that touches more documents than one commit takes, in batches in the order of their ids. The checkpoint's
// cursor says which batch was the last, so that it goes on there after a kill; the first batch wrote the references.
import type { Checkpoint, ReferenceKey } from '../../../model/documents.ts';
import type { ErrorCode } from '../../../model/error-codes.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { inHand } from '../../../model/work-in-hand.ts';
import { referenceName } from '../../../fold/fold-references.ts';
import { applyEvent } from './apply-event.ts';
import { commitOf } from './commit-unit.ts';
import { refuseDocument, tryClosing, type Progress } from './fold-batch.ts';
import { withAnew } from './fold-anew.ts';
import { folding, type LaneContext } from './lane-context.ts';
import { changesBy, touchedInLane, type ReferenceChange } from './plan-batch.ts';
import { loadKnown, loadTouched, restoreReferences } from './restore-lost.ts';
import { parkingOf } from './parking.ts';
import { emptyUnit } from './unit-of-work.ts';
import { decodeCursor, encodeCursor } from './fan-out-cursor.ts';
import { emptyWorkingSet, loadInto, type Touched, type WorkingSet } from './working-set.ts';

interface DocumentBatch {
  readonly ids: ReadonlySet<string>;
  /** By reference name, those of the batch that embed it. */
  readonly embedders: ReadonlyMap<string, ReadonlySet<string>>;
  readonly isLast: boolean;
}

interface FanOut {
  readonly from: Checkpoint;
  readonly event: RecordedEvent;
  readonly signal: AbortSignal;
}

/** Goes on at the checkpoint's cursor. Ends early (as `folded`) when it is told to. */
export async function fanOutEvent(context: LaneContext, { from, event, signal }: FanOut): Promise<Progress> {
  let checkpoint = from;
  let most = Math.max(1, context.limits.documentsPerScript - context.projection.embeds.length);
  const set = emptyWorkingSet();
  try {
    const found = inHand(folding(context), () => touchedInLane(context, event));
    const [touched = found] = await withAnew(context, [found]);
    do {
      const step = await writeBatch(context, { checkpoint, touched, most, refused: set.refused });
      if (step.kind === 'folded') checkpoint = step.checkpoint;
      else if (step.kind === 'wide' && most > 1) most = Math.ceil(most / 2);
      else if (step.kind !== 'failed' || !refuseDocument(set, step)) return step;
    } while (checkpoint.position !== event.position && !signal.aborted);
    return { kind: 'folded', checkpoint };
  } catch (error) {
    if (!isFoldFailure(error)) throw error;
    return { kind: 'failed', checkpoint, failure: { event, error } };
  }
}

interface BatchRequest {
  readonly checkpoint: Checkpoint;
  readonly touched: Touched;
  readonly most: number;
  readonly refused: WorkingSet['refused'];
}

async function writeBatch(
  context: LaneContext,
  { checkpoint, touched, most, refused }: BatchRequest,
): Promise<Progress> {
  const { event, routed, moved, fault, anew } = touched;
  const set = emptyWorkingSet(refused);
  const unit = emptyUnit(context, set);
  const begun = decodeCursor(checkpoint);
  const references = await referencesOf(context, set, { touched, from: checkpoint });
  const after = begun?.documentId ?? '';
  const { ids, embedders, isLast } = await batchAfter(context, { touched, most, after });
  const own = { ...touched, routed: routed.filter((id) => ids.has(id)), moved: isIn(ids, moved), keys: [] };
  await loadTouched(context, set, { touched: [own], upTo: checkpoint.position });
  await loadKnown(context, set, {
    ids: [...embedders.values()].flatMap((each) => [...each]),
    upTo: checkpoint.position,
  });
  for (const [name, each] of embedders) set.embedders.set(name, new Set(each));
  const planned = {
    event,
    references,
    routed: own.routed,
    moved: own.moved,
    ...(fault && { fault }),
    ...(anew && { anew }),
  };
  inHand(folding(context), () => applyEvent(unit, planned));
  if (begun) unit.references.clear();
  const closing = await tryClosing(unit, checkpoint);
  if ('stop' in closing) return { ...closing.stop, checkpoint };
  const parking = parkingOf(unit);
  if (parking.failure) return { kind: 'failed', failure: parking.failure, checkpoint };
  const { position, eventId } = checkpoint;
  const to = isLast
    ? { position: event.position, eventId: event.id, cursor: '' }
    : { position, eventId, cursor: encodeCursor({ eventId: event.id, documentId: [...ids].at(-1) ?? '' }) };
  const commit = commitOf(unit, { closed: closing.closed, from: checkpoint, to });
  if ((await context.store.commit(commit)) === 'fenced') return { kind: 'fenced', checkpoint };
  parking.report();
  return { kind: 'folded', checkpoint: commit.checkpoint };
}

/** Values after the event: folded for the first batch, as stored for the others. */
async function referencesOf(
  context: LaneContext,
  set: WorkingSet,
  { touched, from }: { readonly touched: Touched; readonly from: Checkpoint },
): Promise<readonly ReferenceChange[]> {
  const isBegun = decodeCursor(from) !== undefined;
  const upTo = isBegun ? touched.event.position : from.position;
  if (isBegun) {
    const keys = await loadInto(set, context, { documents: [], references: touched.keys });
    await restoreReferences(context, set, { keys, upTo });
  } else await loadTouched(context, set, { touched: [{ ...touched, routed: [], moved: undefined }], upTo });
  const valueOf = (name: string) => set.references.get(name) ?? null;
  if (!isBegun) return changesBy(context, touched, valueOf);
  return touched.keys.map((key) => {
    const name = referenceName(key);
    return { key, name, value: valueOf(name), isShown: true };
  });
}

/** The next documents by id, whether the event is folded into them or they embed what it changes. */
async function batchAfter(
  { store, lane, generation }: LaneContext,
  { touched, most, after }: { readonly touched: Touched; readonly most: number; readonly after: string },
): Promise<DocumentBatch> {
  const { routed, moved, keys } = touched;
  const lists = await Promise.all(
    keys.map(async (key: ReferenceKey) => {
      return [referenceName(key), await store.embedders(lane, generation, key, after, most + 1)] as const;
    }),
  );
  const own = [...routed, ...(moved === undefined ? [] : [moved])].filter((id) => id > after);
  const all = [...new Set([...own, ...lists.flatMap(([, ids]) => ids)])].toSorted();
  const ids = new Set(all.slice(0, most));
  return {
    ids,
    embedders: new Map(lists.map(([name, each]) => [name, new Set(each.filter((id) => ids.has(id)))])),
    isLast: all.length <= most,
  };
}

const isIn = (ids: ReadonlySet<string>, id: string | undefined): string | undefined =>
  id !== undefined && ids.has(id) ? id : undefined;

const FOLD_FAILURES: ReadonlySet<ErrorCode> = new Set(['FOLD_FAILED', 'UNKNOWN_EVENT_TYPE', 'UPCAST_FAILED']);

function isFoldFailure(error: unknown): boolean {
  return error instanceof SlipstreamError && FOLD_FAILURES.has(error.code);
}
