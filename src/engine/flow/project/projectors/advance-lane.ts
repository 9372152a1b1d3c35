// A generation of a lane brought forward to the head of the store, batch by batch, each proved by the fence.
import { randomUUID } from 'node:crypto';
import type { Checkpoint } from '../../../model/documents.ts';
import type { ErrorCode } from '../../../model/error-codes.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { EventPages, PageFollower } from '../../../model/event-pages.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { BEFORE_FIRST, comparePositions, distance, nextPosition } from '../../../model/position.ts';
import type { Projection } from '../../../definitions/projection.ts';
import type { Barrier } from '../../../model/lane-health.ts';
import { documentsTouchedAnyhow } from '../../../fold/fold-document.ts';
import { referencesTouchedBy } from '../../../fold/fold-references.ts';
import { foldBatch, type Progress } from './fold-batch.ts';
import type { LaneContext } from './lane-context.ts';
import { touchedInLane, type FoldFailure } from './plan-batch.ts';
import { isStillToFanOut } from './fan-out-cursor.ts';
import { fanOutEvent } from './fan-out-event.ts';
import { emptyWorkingSet, forgetTouched, type WorkingSet } from './working-set.ts';

/**
 * `fenced`: another worker was there first, or nothing points at the generation any more. `diverged`: what was folded
 * is not this store's past, so the generation is worth nothing. `failed`: a fold throws, or the event is held back; the
 * lane stands before it. `elsewhere`: another process is at the next event, which may hang it.
 */
export type Advance =
  | {
      readonly kind: 'atHead';
      readonly at: Standing;
      /** Whether this process has brought it there, now or the last time. */
      readonly isOurs: boolean;
      /** Whether there are events after the checkpoint, none of which it folds. */
      readonly isBehind: boolean;
    }
  | { readonly kind: 'interrupted' | 'fenced' | 'elsewhere' }
  | { readonly kind: 'diverged'; readonly why: string }
  | { readonly kind: 'failed'; readonly failure: FoldFailure };

/** Where a generation of a lane stands, and what is in memory of it. */
export interface Standing {
  readonly checkpoint: Checkpoint;
  readonly set: WorkingSet;
}

interface Advancing {
  readonly pages: EventPages;
  readonly signal: AbortSignal;
  /** Where the lane was left by this process. */
  readonly left?: Standing | undefined;
}

export async function advanceLane(context: LaneContext, advancing: Advancing): Promise<Advance> {
  const { pages, left } = advancing;
  const [incarnation, stored] = await Promise.all([
    pages.incarnation(),
    context.store.checkpoint(context.lane, context.generation),
  ]);
  if (!stored && context.isServed) return { kind: 'diverged', why: 'The checkpoint is gone.' };
  const begun = stored ?? (await begin(context, incarnation));
  if (!begun) return { kind: 'fenced' };
  if (begun.incarnation !== incarnation)
    return { kind: 'diverged', why: 'The checkpoint is of another store.' };
  const advance = await advanceFrom(context, { checkpoint: begun, set: emptyWorkingSet() }, advancing);
  // There was nothing to fold: what is in memory of it is still good.
  const isAsLeft = advance.kind === 'atHead' && advance.at.checkpoint.batchId === left?.checkpoint.batchId;
  return isAsLeft && left ? { ...advance, at: left, isOurs: true } : advance;
}

/** Without a look at where the lane stands: if not where it was left, its first commit is `fenced`. */
export async function advanceFrom(
  context: LaneContext,
  from: Standing,
  { pages, signal, mayStay = false }: FurtherAdvancing,
): Promise<Advance> {
  // What is filled beside what readers see takes its own time.
  const group = context.isServed ? 'served' : 'filled';
  const follower = pages.join(group, PATIENCE_MS[group]);
  try {
    return await foldToHead(context, pages, { from, follower, signal, mayStay });
  } catch (error) {
    if (!(error instanceof SlipstreamError) || !WORTHLESS.includes(error.code)) throw error;
    return { kind: 'diverged', why: error.message };
  } finally {
    follower.leave();
  }
}

/**
 * How long lanes that are far from the head wait for one that does not move. A step of a lane lasts as long as those of all
 * others: where many are filled on a busy machine, seconds. Lanes that drift apart read the whole store once each.
 */
const PATIENCE_MS = { served: 250, filled: 10_000 };

interface FurtherAdvancing extends Omit<Advancing, 'left'> {
  /** Whether it may be left where it is if it folds none of the events after it. */
  readonly mayStay?: boolean;
}

/** What a commit is refused with where the generation can't be trusted any more. */
const WORTHLESS: readonly ErrorCode[] = ['DOCUMENT_AHEAD', 'INDEX_LOST'];

interface Start {
  readonly from: Standing;
  readonly follower: PageFollower;
  readonly signal: AbortSignal;
  readonly mayStay: boolean;
}

async function foldToHead(
  context: LaneContext,
  pages: EventPages,
  { from, follower, signal, mayStay }: Start,
): Promise<Advance> {
  const { set } = from;
  const { lane, projection, health } = context;
  let { checkpoint } = from;
  const isRouted = (event: RecordedEvent) => documentsTouchedAnyhow(projection, event) === undefined;
  const look = () => health.look({ lane, codeHash: projection.codeHash });
  for (;;) {
    if (signal.aborted) return { kind: 'interrupted' };
    const looking = mayStay ? undefined : look();
    const { stands, events, atHead } = await pages.after(checkpoint.position, checkpoint.eventId, follower);
    if (!stands) return { kind: 'diverged', why: 'The event of the checkpoint is not in the store.' };
    checkFirst(checkpoint, events[0]);
    if (!isStillToFanOut(checkpoint, events[0])) {
      return { kind: 'diverged', why: 'The event that was being fanned out is not in the store.' };
    }
    if (mayStay && atHead && !events.some((event) => mayTouch(projection, event))) {
      return { kind: 'atHead', at: { checkpoint, set }, isOurs: true, isBehind: events.length > 0 };
    }
    const outlook = await (looking ?? look());
    const barrier = await outlook.barrier(events, isRouted);
    const { free, folded } = freeBefore(context, events, barrier);
    for (let rest = free; rest.length > 0; rest = eventsAfter(checkpoint, rest)) {
      if (signal.aborted) return { kind: 'interrupted' };
      const progress = await foldSome(folded, set, { checkpoint, events: rest, signal });
      if (progress.kind === 'failed') return confirmed(context, progress.checkpoint, progress.failure);
      if (progress.kind === 'fenced') return { kind: 'fenced' };
      checkpoint = progress.checkpoint;
    }
    await outlook.passed(free);
    if (barrier?.kind === 'elsewhere') return { kind: 'elsewhere' };
    if (barrier || !atHead) continue;
    const isOurs = checkpoint !== from.checkpoint;
    return { kind: 'atHead', at: { checkpoint, set }, isOurs, isBehind: false };
  }
}

/** What comes before the barrier; or what stands at it, alone, where it can be passed. */
function freeBefore(
  context: LaneContext,
  events: readonly RecordedEvent[],
  barrier: Barrier | undefined,
): { readonly free: readonly RecordedEvent[]; readonly folded: LaneContext } {
  if (!barrier) return { free: events, folded: context };
  const { event } = barrier;
  const count = events.indexOf(event);
  if (count > 0 || barrier.kind === 'elsewhere') return { free: events.slice(0, count), folded: context };
  if (barrier.kind === 'alone') return { free: [event], folded: { ...context, except: barrier.except } };
  // What has ended processes is passed without the authors' code.
  return { free: [event], folded: { ...context, hung: event.id } };
}

/** Asks none of the authors' code, which may hang: so it says yes too often, but for what this code does not know. */
const mayTouch = (projection: Projection, event: RecordedEvent): boolean =>
  projection.categories.has(event.category) &&
  (event.category === projection.owner ||
    projection.types.has(event.type) ||
    referencesTouchedBy(projection, event).length > 0);

/** Nothing is folded twice, and nothing is left out, whatever the reader says. */
function checkFirst({ position }: Checkpoint, first: RecordedEvent | undefined): void {
  if (!first || first.position === nextPosition(position)) return;
  const details = { checkpoint: position, found: first.position };
  throw new SlipstreamError('POSITIONS_NOT_DENSE', 'The events do not begin after the checkpoint.', {
    details,
  });
}

/**
 * A fold that throws is believed only while the lane stands where it was folded from: what was loaded may have been
 * lost or written by somebody else, and then no event is to blame.
 */
async function confirmed(
  context: LaneContext,
  { batchId }: Checkpoint,
  failure: FoldFailure,
): Promise<Advance> {
  const stored = await context.store.checkpoint(context.lane, context.generation);
  return stored?.batchId === batchId ? { kind: 'failed', failure } : { kind: 'fenced' };
}

interface Some {
  readonly checkpoint: Checkpoint;
  readonly events: readonly RecordedEvent[];
  readonly signal: AbortSignal;
}

async function foldSome(
  context: LaneContext,
  set: WorkingSet,
  { checkpoint, events, signal }: Some,
): Promise<Progress> {
  const isBegun = checkpoint.cursor !== '';
  const progress: Progress = isBegun
    ? { kind: 'wide', checkpoint }
    : await foldBatch(context, set, { from: checkpoint, events });
  const [event] = eventsAfter(progress.checkpoint, events);
  if (progress.kind !== 'wide' || !event) return progress;
  // Where it was begun before, nothing is loaded yet.
  if (!isBegun) forgetTouched(set, context, touchedInLane(context, event));
  return fanOutEvent(context, { from: progress.checkpoint, event, signal });
}

/** A generation's first commit: nothing is folded yet. */
async function begin(
  { store, lane, generation }: LaneContext,
  incarnation: string,
): Promise<Checkpoint | null> {
  const checkpoint = { position: BEFORE_FIRST, eventId: '', incarnation, batchId: randomUUID(), cursor: '' };
  const nothing = { documents: [], references: [], index: [], search: [] };
  const projectedAt = new Date().toISOString();
  const commit = { lane, generation, expected: null, checkpoint, ...nothing, projectedAt };
  const result = await store.commit(commit);
  return result === 'fenced' ? null : checkpoint;
}

/** Positions are dense. */
function eventsAfter({ position }: Checkpoint, events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const [first] = events;
  if (!first || comparePositions(first.position, position) > 0) return events;
  return events.slice(distance(first.position, position) + 1);
}
