// Loss records of a lane store in memory, as the one in Redis keeps them: a register of what must be there, and what
// readers have missed.
import type { DocumentKey, LaneCommit } from '../../model/documents.ts';
import type { LossRecords } from '../../model/lane-losses.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { laneOf, type Lane } from '../../model/lane.ts';
import { keyOf, pointersOf, type MemoryLanes } from './memory-lanes.ts';

export function memoryLosses(lanes: MemoryLanes): LossRecords {
  const { lost } = lanes;
  return {
    knownIds: async (lane, generation, ids) =>
      ids.filter((id) => registerOf(lanes, lane, generation).has(`doc:${id}`)),
    losses: async (lane, generation) => {
      const missed = lost.get(keyOf(lane, generation)) ?? new Set();
      return {
        isRegistered: registerOf(lanes, lane, generation).has(''),
        index: missed.has(''),
        documents: [...missed].filter((id) => id !== ''),
      };
    },
    askToMend: async (lane, generation, ids) => {
      const at = keyOf(lane, generation);
      lost.set(at, new Set([...(lost.get(at) ?? []), ...ids]));
    },
    mended: async (lane, generation, ids) => {
      for (const id of ids) lost.get(keyOf(lane, generation))?.delete(id);
    },
  };
}

/** @param ids of documents, '' for an index. */
export function recordLoss(lanes: MemoryLanes, lane: Lane, ids: readonly string[]): void {
  const { live } = pointersOf(lanes, lane);
  if (!live) return;
  const at = keyOf(lane, live.id);
  lanes.lost.set(at, new Set([...(lanes.lost.get(at) ?? []), ...ids]));
}

export function reportLost(
  lanes: MemoryLanes,
  keys: readonly DocumentKey[],
  lanesOf: (projection: string) => number,
): void {
  for (const { projection, id } of keys) {
    recordLoss(lanes, { projection, lane: laneOf(id, lanesOf(projection)) }, [id]);
  }
}

/** Of an index: that it must be there, and is not. */
export function isIndexLost(lanes: MemoryLanes, lane: Lane, at: readonly [string, string]): boolean {
  const [generation, name] = at;
  const key = keyOf(lane, generation, name);
  return !lanes.indexes.has(key) && registerOf(lanes, lane, generation).has(name);
}

/** Throws INDEX_LOST. */
export function checkIndexes(lanes: MemoryLanes, commit: LaneCommit): void {
  for (const name of indexesOf(commit)) {
    if (!isIndexLost(lanes, commit.lane, [commit.generation, name])) continue;
    throw new SlipstreamError('INDEX_LOST', `There is no ${name} any more.`);
  }
}

/** To be called when all is written. */
export function register(lanes: MemoryLanes, commit: LaneCommit): void {
  const { lane, generation, newIds = [] } = commit;
  const names = registerOf(lanes, lane, generation);
  if (commit.expected === null) names.add('');
  for (const name of indexesOf(commit)) {
    const key = keyOf(lane, generation, name);
    if (lanes.indexes.has(key)) names.add(name);
    else names.delete(name);
  }
  for (const id of newIds) names.add(`doc:${id}`);
  lanes.registers.set(keyOf(lane, generation), names);
}

function registerOf({ registers }: MemoryLanes, lane: Lane, generation: string): Set<string> {
  return registers.get(keyOf(lane, generation)) ?? new Set();
}

const indexesOf = ({ index }: LaneCommit): readonly string[] => index.map((change) => change.index);
