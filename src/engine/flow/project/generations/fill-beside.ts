// A turn of a filling: the generation that is to replace what readers see is filled at its own pace, and switched to at
// the head.
import type { LaneSurvey } from '../../../model/documents.ts';
import type { LaneState } from '../../../model/lane-state.ts';
import { foldIdOf, newGeneration } from '../../../model/generation-id.ts';
import { laneName, type Lane } from '../../../model/lane.ts';
import type { Turn, TurnOutcome } from '../../../model/turns.ts';
import { advanceLane } from '../projectors/advance-lane.ts';
import { laneContextOf, type ProjectorContext } from '../projectors/projector-context.ts';
import { reportDiverged, reportStopped } from '../projectors/report.ts';
import { followRebuild } from './carry-out-rebuild.ts';
import { watchUnserved } from './watch-unserved.ts';

/** How often it is caught up with what readers see before the next turn, while others go on with that. */
const ATTEMPTS = 5;

export function fillBeside(context: ProjectorContext): Turn {
  const { store, projection, keepReplacedMs } = context;
  const isUnserved = watchUnserved(context);
  return async (lane, signal) => {
    const [state, replaced] = await Promise.all([store.state(lane), store.replaced(lane, keepReplacedMs)]);
    if (state.paused) return 'paused';
    for (const generation of replaced) await store.retire(lane, generation);
    const { live, wanted } = state;
    if (!live) return 'atHead';
    const isMine = foldIdOf(live.id) === projection.foldId;
    if (!isMine && wanted !== projection.foldId) {
      if (wanted !== null && !(await isUnserved(lane, live.id))) return 'superseded';
      context.logger.warn(
        { lane: laneName(lane), wanted },
        'Nobody serves the lane: this code takes it over.',
      );
      await store.want(lane, projection.foldId);
    }
    const followed = await followRebuild(context, lane, { state, signal });
    if (followed) return followed;
    const generation = await generationToFill(context, lane, state);
    if (!generation) return 'atHead';
    return fill(context, lane, { generation, live: live.id, signal });
  };
}

/** Whether there is something to fill, or to remove, in what a sweep has seen. */
export function isToFill(
  { projection }: Pick<ProjectorContext, 'projection'>,
  { live, next, hasReplaced, paused }: LaneSurvey,
): boolean {
  if (paused) return false;
  return hasReplaced || (live !== null && (next !== null || foldIdOf(live.id) !== projection.foldId));
}

/** The one beside the live one, opened where that is of other code; nothing if there is none to fill. */
async function generationToFill(
  { store, projection }: ProjectorContext,
  lane: Lane,
  { live, next, wanted }: LaneState,
): Promise<string | undefined> {
  if (next !== null && foldIdOf(next) === projection.foldId) return next;
  if (live && foldIdOf(live.id) === projection.foldId) {
    // Left over from code that was given up.
    if (next !== null && wanted === projection.foldId) await store.openNext(lane, null, next);
    return undefined;
  }
  const generation = newGeneration(projection);
  return (await store.openNext(lane, generation, next)) ? generation : undefined;
}

interface Filling {
  readonly generation: string;
  readonly live: string;
  readonly signal: AbortSignal;
}

/** What readers see is served meanwhile, and may be further at the moment of the switch: then it is caught up with again. */
async function fill(context: ProjectorContext, lane: Lane, filling: Filling): Promise<TurnOutcome> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const outcome = await fillOnce(context, lane, filling);
    if (outcome) return outcome;
  }
  await giveUpDiverged(context, lane, filling.live);
  return 'fenced';
}

/** Nothing where the switch was refused. */
async function fillOnce(
  context: ProjectorContext,
  lane: Lane,
  { generation, live, signal }: Filling,
): Promise<TurnOutcome | undefined> {
  const { store, projection, pages } = context;
  const advance = await advanceLane(laneContextOf(context, lane, { id: generation }), { pages, signal });
  switch (advance.kind) {
    case 'atHead':
      return (await store.goLive(lane, generation, live)) ? 'atHead' : undefined;
    case 'interrupted':
    case 'fenced':
      return advance.kind;
    case 'elsewhere':
      return 'fenced';
    case 'failed':
      await reportStopped(context, lane, advance.failure);
      return 'stopped';
    case 'diverged':
      reportDiverged(context, lane, { generation, why: advance.why });
      await store.openNext(lane, newGeneration(projection), generation);
      return 'fenced';
  }
}

/** Events that were lost by a restore can't be caught up with, and nobody may be left to notice who served them. */
async function giveUpDiverged(context: ProjectorContext, lane: Lane, live: string): Promise<void> {
  const { store, pages, projection } = context;
  const checkpoint = await store.checkpoint(lane, live);
  if (!checkpoint) return;
  const { stands } = await pages.after(checkpoint.position, checkpoint.eventId);
  if (stands) return;
  reportDiverged(context, lane, {
    generation: live,
    why: 'The event of the checkpoint is not in the store.',
  });
  await store.openLive(lane, newGeneration(projection), live);
}
