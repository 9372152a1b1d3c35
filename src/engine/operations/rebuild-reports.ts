// Rebuilds as operators see them: how far they are, how fast, how long it takes, and what differs.
import type { LaneStore } from '../model/documents.ts';
import type { Difference, RebuildReport } from '../model/operations.ts';
import { comparePositions, distance, type Position } from '../model/position.ts';
import { isUnderWay, type Rebuild, type Rebuilds } from '../model/rebuilds.ts';
import { LIMITS } from '../model/limits.ts';

interface ReportParts {
  readonly rebuilds: Rebuilds;
  readonly store: Pick<LaneStore, 'checkpoint'>;
  readonly head: () => Promise<Position>;
}

/** The last one of each projection. Throws STORE_UNAVAILABLE and what the store of the documents throws. */
export async function rebuildReports({
  rebuilds,
  store,
  head,
}: ReportParts): Promise<readonly RebuildReport[]> {
  const [all, at] = await Promise.all([rebuilds.all(), head()]);
  return Promise.all(
    all.map(async (rebuild) => reportOf(rebuild, { head: at, position: await positionOf(store, rebuild) })),
  );
}

/** The first ones of each lane. */
export async function differencesOf(rebuilds: Rebuilds, projection: string): Promise<readonly Difference[]> {
  const last = await rebuilds.last(projection);
  const found = (last?.lanes ?? []).flatMap(({ comparison }) => comparison?.found ?? []);
  return found.slice(0, LIMITS.differencesKept);
}

/** The lowest of its lanes. */
async function positionOf(store: ReportParts['store'], { projection, lanes }: Rebuild): Promise<Position> {
  const checkpoints = await Promise.all(
    lanes.map(({ lane, generation }) => store.checkpoint({ projection, lane }, generation)),
  );
  const positions = checkpoints.map((checkpoint) => checkpoint?.position ?? '0');
  return positions.sort(comparePositions)[0] ?? '0';
}

function reportOf(
  rebuild: Rebuild,
  { head, position }: { readonly head: Position; readonly position: Position },
): RebuildReport {
  const { projection, state, startedAt, ageMs, by, lanes } = rebuild;
  // An undo does not begin at the first event: what it folds is not what stands before its position.
  const isMeasured = state === 'FILLING' && !rebuild.isUndo && ageMs > 0;
  const rate = isMeasured ? (Number(position) / ageMs) * 1000 : 0;
  const sum = (of: 'compared' | 'differences'): number =>
    lanes.reduce((total, { comparison }) => total + (comparison?.[of] ?? 0), 0);
  return {
    ...{ projection, state, startedAt, by, position, head },
    generation: lanes[0]?.generation ?? '',
    eventsPerSecond: rate > 0 ? Math.round(rate) : undefined,
    remainingMs:
      isUnderWay(rebuild) && rate > 0 ? Math.round((distance(position, head) / rate) * 1000) : undefined,
    ...{ compared: sum('compared'), differences: sum('differences') },
    ...(rebuild.note === undefined ? {} : { note: rebuild.note }),
  };
}
