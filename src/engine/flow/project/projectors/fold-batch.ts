// A batch of events folded and written in as few commits as the limits allow, cut only between events.
import type { Checkpoint } from '../../../model/documents.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { inHand } from '../../../model/work-in-hand.ts';
import { applyEvent, fitOf } from './apply-event.ts';
import { commitLine } from './commit-line.ts';
import { closeUnit, commitOf, type ClosedUnit } from './commit-unit.ts';
import { bySlices } from '../../../async/by-slices.ts';
import { folding, type LaneContext } from './lane-context.ts';
import { planBatch, type FoldFailure, type PlannedEvent } from './plan-batch.ts';
import { isFoldFault } from '../../../fold/park.ts';
import { parkingOf } from './parking.ts';
import { emptyUnit, undoUnit, type UnitOfWork } from './unit-of-work.ts';
import { forget, type WorkingSet } from './working-set.ts';

/** Why the next event is not folded here: it must be fanned out over several commits, or its fold throws. */
type Stop = { readonly kind: 'wide' } | { readonly kind: 'failed'; readonly failure: FoldFailure };

/** How far a batch came. */
export type Progress = (Stop | { readonly kind: 'folded' | 'fenced' }) & { readonly checkpoint: Checkpoint };

export interface Stretch {
  readonly from: Checkpoint;
  /** Those after `from`, in order. */
  readonly events: readonly RecordedEvent[];
}

/** Folds some of the events after the checkpoint, at least one unless it says why not. */
export async function foldBatch(
  context: LaneContext,
  set: WorkingSet,
  { from, events }: Stretch,
): Promise<Progress> {
  if (set.documents.size + set.references.size > context.limits.documentsKept) forget(set);
  set.embedders.clear();
  const { planned, failure } = await planBatch(context, set, { from, events });
  if (planned.length === 0 && failure) return { kind: 'failed', failure, checkpoint: from };
  const line = commitLine(context, from);
  let most = planned.length;
  for (let done = 0; done < planned.length;) {
    const { unit, stop } = await foldUnit(context, set, planned.slice(done, done + most));
    if (unit.events.length === 0) return line.end(stop);
    const closing = await tryClosing(unit, from);
    if ('stop' in closing) {
      undoUnit(unit);
      if (unit.events.length > 1) most = Math.ceil(unit.events.length / 2);
      else if (!refuseDocument(set, closing.stop)) return line.end(closing.stop);
      continue;
    }
    const parking = parkingOf(unit);
    if (parking.failure) {
      undoUnit(unit);
      return line.end({ kind: 'failed', failure: parking.failure });
    }
    set.refused.clear();
    const to = endOf(unit, line.checkpoint());
    const parts = { closed: closing.closed, from: line.checkpoint(), to };
    if ((await line.send(commitOf(unit, parts))) === 'fenced') break;
    parking.report();
    done += unit.events.length;
    if (closing.closed.bytes < context.limits.scriptBytes / 3) most *= 2;
  }
  return line.end({ kind: 'folded' });
}

/** As many events as go into one commit; if that is none, `stop` says why. */
async function foldUnit(context: LaneContext, set: WorkingSet, planned: readonly PlannedEvent[]) {
  const unit = emptyUnit(context, set);
  let stop: Stop = { kind: 'wide' };
  const step = (each: PlannedEvent): boolean => {
    if (fitOf(unit, each) !== 'fits') return false;
    try {
      applyEvent(unit, each);
      return true;
    } catch (error) {
      stop = { kind: 'failed', failure: { event: each.event, error } };
      return false;
    }
  };
  await bySlices(planned, step, { around: (slice) => inHand(folding(context), slice) });
  return { unit, stop };
}

/**
 * Closes a unit of work, unless it turns out to be too much for one commit.
 * @param stored checkpoint that what was loaded stands at.
 */
export async function tryClosing(
  unit: UnitOfWork,
  stored: Pick<Checkpoint, 'position'>,
): Promise<{ readonly closed: ClosedUnit } | { readonly stop: Stop }> {
  try {
    const closed = await closeUnit(unit, stored.position);
    const fits = closed.bytes <= unit.context.limits.scriptBytes || closed.documents.length === 1;
    return fits ? { closed } : { stop: { kind: 'wide' } };
  } catch (error) {
    const event = unit.events.at(-1);
    if (!event || !(error instanceof SlipstreamError) || error.code !== 'DOCUMENT_TOO_LARGE') throw error;
    return { stop: { kind: 'failed', failure: { event, error } } };
  }
}

function endOf({ events }: UnitOfWork, { position, eventId }: Checkpoint) {
  const last = events.at(-1);
  return { position: last?.position ?? position, eventId: last?.id ?? eventId, cursor: '' };
}

/** Marks the document that has become too large, to be parked by the next attempt; false if there is none to mark. */
export function refuseDocument({ refused }: WorkingSet, stop: Stop): boolean {
  if (stop.kind !== 'failed' || !isFoldFault(stop.failure.error)) return false;
  const { document: id } = stop.failure.error.details;
  if (typeof id !== 'string' || refused.has(id)) return false;
  refused.set(id, stop.failure.error);
  return true;
}
