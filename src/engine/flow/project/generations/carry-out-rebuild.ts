// A rebuild carried out in one lane: filled by the same code beside what readers see, compared with it, followed, switched to.
import type { LaneState } from '../../../model/lane-state.ts';
import type { Lane } from '../../../model/lane.ts';
import { isUnderWay, UNDER_WAY, type Rebuild, type RebuildLane } from '../../../model/rebuilds.ts';
import type { TurnOutcome } from '../../../model/turns.ts';
import { advanceLane, type Advance } from '../projectors/advance-lane.ts';
import { laneContextOf, type ProjectorContext } from '../projectors/projector-context.ts';
import { reportDiverged, reportStopped } from '../projectors/report.ts';
import { compareGenerations } from './compare-generations.ts';
import { settleRebuild } from './settle-rebuild.ts';
import { throttlePages } from './throttle-pages.ts';
import type { Rebuilding } from '../projectors/projector-context.ts';

/** How often it is caught up with what readers see before the next turn, while others go on with that. */
const ATTEMPTS = 5;

interface Filling {
  readonly state: LaneState;
  readonly signal: AbortSignal;
}

/** Undefined if there is no rebuild that says what is to be done in the lane. */
export async function followRebuild(
  context: ProjectorContext,
  lane: Lane,
  filling: Filling,
): Promise<TurnOutcome | undefined> {
  const { rebuilding, projection, store } = context;
  const last = await rebuilding?.rebuilds.last(projection.name);
  if (!rebuilding || !last) return undefined;
  const { live, next, wanted } = filling.state;
  const part = last.lanes.find((each) => each.lane === lane.lane);
  if (!isUnderWay(last)) {
    if (next === null || next !== part?.generation) return undefined;
    // It was aborted.
    await store.openNext(lane, null, next);
    return 'atHead';
  }
  if (last.foldId !== projection.foldId) {
    if (wanted === projection.foldId)
      await giveUp(rebuilding, last, 'Code of another version took its place.');
    return undefined;
  }
  if (!live || !part || wanted !== projection.foldId) return 'superseded';
  return carryOut(context, lane, { ...filling, ...rebuilding, rebuild: last, part, live: live.id });
}

interface Carrying extends Filling, Rebuilding {
  readonly rebuild: Rebuild;
  readonly part: RebuildLane;
  readonly live: string;
}

async function carryOut(context: ProjectorContext, lane: Lane, carrying: Carrying): Promise<TurnOutcome> {
  const { store } = context;
  const { state, rebuilds, rebuild, part, live, signal } = carrying;
  const { generation } = part;
  if (live === generation) {
    // Whoever has switched it may not have come to say so.
    if (!part.isSwitched) await rebuilds.switched(rebuild.id, lane);
    await settleRebuild(rebuilds, rebuild.projection);
    return 'atHead';
  }
  if (state.next !== generation && !(await store.openNext(lane, generation, state.next))) return 'fenced';
  const pages = throttlePages(context.pages, rebuild.eventsPerSecond, signal);
  const advance = (): Promise<Advance> =>
    advanceLane(laneContextOf(context, lane, { id: generation }), { pages, signal });
  const advanced = await advance();
  switch (advanced.kind) {
    case 'atHead':
      return rebuild.state === 'SWITCHING'
        ? switchTo(context, lane, { ...carrying, advance })
        : compare(context, lane, { ...carrying, advance });
    case 'interrupted':
    case 'fenced':
      return advanced.kind;
    case 'elsewhere':
      return 'fenced';
    case 'failed':
      await reportStopped(context, lane, advanced.failure);
      return 'stopped';
    case 'diverged':
      reportDiverged(context, lane, { generation, why: advanced.why });
      await giveUp(carrying, rebuild, advanced.why);
      await store.openNext(lane, null, generation);
      return 'fenced';
  }
}

interface Arrived extends Carrying {
  readonly advance: () => Promise<Advance>;
}

async function compare(context: ProjectorContext, lane: Lane, arrived: Arrived): Promise<TurnOutcome> {
  const { rebuilds, contents, rebuild, part, live, state, advance } = arrived;
  if (part.comparison || state.live?.state !== 'live') return 'atHead';
  await rebuilds.move(rebuild.id, { from: ['FILLING'], to: 'COMPARING' });
  const comparison = await compareGenerations({
    ...{ store: context.store, contents, lane },
    ...{ live, next: part.generation, sample: rebuild.sample },
    catchUp: async () => (await advance()).kind === 'atHead',
  });
  if (!comparison) return 'fenced';
  await rebuilds.compared(rebuild.id, lane, comparison);
  await settleRebuild(rebuilds, rebuild.projection);
  return 'atHead';
}

/** What readers see is served meanwhile, and may be further at the moment of the switch: then it is caught up with again. */
async function switchTo(context: ProjectorContext, lane: Lane, arrived: Arrived): Promise<TurnOutcome> {
  const { rebuilds, rebuild, part, live, advance } = arrived;
  await rebuilds.replacing(rebuild.id, lane, live);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await context.store.goLive(lane, part.generation, live)) {
      await rebuilds.switched(rebuild.id, lane);
      await settleRebuild(rebuilds, rebuild.projection);
      return 'atHead';
    }
    const { kind } = await advance();
    if (kind !== 'atHead') return kind === 'interrupted' ? kind : 'fenced';
  }
  return 'fenced';
}

async function giveUp(
  { rebuilds }: Pick<Rebuilding, 'rebuilds'>,
  { id }: Rebuild,
  note: string,
): Promise<void> {
  await rebuilds.move(id, { from: UNDER_WAY, to: 'ABORTED', note });
}
