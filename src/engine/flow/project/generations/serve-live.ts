// A turn of a lane: what readers see is brought to the head. A generation that is missing or worthless is opened anew.
import type { Generation } from '../../../model/lane-state.ts';
import { foldIdOf, newGeneration } from '../../../model/generation-id.ts';
import type { Lane } from '../../../model/lane.ts';
import type { TurnOutcome } from '../../../model/turns.ts';
import type { HeldLanes } from '../projectors/held-lanes.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { FoldFailure } from '../projectors/plan-batch.ts';
import { advanceLane } from '../projectors/advance-lane.ts';
import { laneContextOf, type ProjectorContext } from '../projectors/projector-context.ts';
import { reportDiverged, reportStopped } from '../projectors/report.ts';

/** How often a turn begins anew after somebody else was first, before it leaves the lane to them. */
const ATTEMPTS = 5;

export async function serveLive(
  context: ProjectorContext,
  lane: Lane,
  { signal, held }: Serving,
): Promise<TurnOutcome> {
  const { store, projection } = context;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (signal.aborted) return 'interrupted';
    const { live, wanted, paused } = await store.state(lane);
    if (paused) {
      held.drop(lane);
      return 'paused';
    }
    if (!live) {
      if (!wanted) await store.want(lane, projection.foldId);
      await store.openLive(lane, newGeneration(projection), null);
      continue;
    }
    if (foldIdOf(live.id) !== projection.foldId) return 'superseded';
    const outcome = await serve(context, lane, { live, signal, held });
    if (outcome) return outcome;
  }
  return 'fenced';
}

interface Serving {
  readonly signal: AbortSignal;
  /** Told where the lane was left. */
  readonly held: HeldLanes;
}

interface Served extends Serving {
  readonly live: Generation;
}

/** Nothing where the lane has to be looked at again. */
async function serve(
  context: ProjectorContext,
  lane: Lane,
  { live, signal, held }: Served,
): Promise<TurnOutcome | undefined> {
  const { store, projection, pages } = context;
  const left = held.take(lane, live.id);
  const advance = await advanceLane(laneContextOf(context, lane, live), { pages, signal, left });
  switch (advance.kind) {
    case 'atHead':
      if (live.state !== 'live' && !(await store.goLive(lane, live.id, live.id))) return undefined;
      if (advance.isOurs) held.leave(lane, live.id, advance.at);
      return 'atHead';
    case 'interrupted':
      return 'interrupted';
    case 'fenced':
      return undefined;
    case 'elsewhere':
      return 'fenced';
    case 'failed':
      await reportStopped(context, lane, advance.failure);
      await pauseIfTooMany(context, lane, { generation: live.id, failure: advance.failure });
      return 'stopped';
    case 'diverged':
      reportDiverged(context, lane, { generation: live.id, why: advance.why });
      // What is held against events was said of those of another past.
      await context.health.resume([lane]).catch(() => {});
      await store.openLive(lane, newGeneration(projection), live.id);
      return undefined;
  }
}

interface Stopped {
  readonly generation: string;
  readonly failure: FoldFailure;
}

/** Every attempt would park some more: an operator looks first, and lets it go on. */
async function pauseIfTooMany(
  { store, breakerOf }: ProjectorContext,
  lane: Lane,
  { generation, failure: { error } }: Stopped,
): Promise<void> {
  if (!(error instanceof SlipstreamError) || error.code !== 'TOO_MANY_PARKED') return;
  await store.pause(lane, { by: 'breaker', reason: error.message, at: new Date().toISOString() });
  breakerOf(lane, generation).reset();
}
