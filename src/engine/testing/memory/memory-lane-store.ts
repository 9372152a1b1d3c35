// A lane store in memory that keeps the contract of the one in Redis. Functions over one closed state, in the form of
// the port.
import type { LaneStore } from '../../model/documents.ts';
import type { Lane } from '../../model/lane.ts';
import type { LaneNotice } from '../../model/notices.ts';
import { commitInMemory } from './memory-commit.ts';
import { memoryGenerations } from './memory-generations.ts';
import { memoryLaneReader, type MemoryLaneReader } from './memory-lane-reader.ts';
import { documentAt, keyOf, memoryLanes, parsed, type MemoryLanes } from './memory-lanes.ts';
import { topOf } from './memory-rankings.ts';

export interface MemoryLaneStore extends LaneStore {
  readonly reader: MemoryLaneReader;
  readonly notices: LaneNotice[];
  /** Everything of one generation of a lane, without its checkpoint: the same keys and texts as in Redis. */
  dump(lane: Lane, generation: string): ReadonlyMap<string, string>;
  flushAll(): void;
}

export function memoryLaneStore(
  lanesOf: (projection: string) => number = () => 1,
  rankingsOf: (projection: string) => readonly string[] = () => [],
): MemoryLaneStore {
  const lanes = memoryLanes();
  const { pointers, texts, index, scores, checkpoints, notices } = lanes;
  return {
    ...memoryGenerations(lanes),
    checkpoint: async (lane, generation) => checkpoints.get(keyOf(lane, generation)) ?? null,
    load: async (lane, generation, ...[documentIds, references]) => ({
      documents: documentIds.map((id) => documentAt(lanes, { lane, generation, id })),
      references: references.map(({ name, id }) => {
        const text = texts.get(keyOf(lane, generation, `ref:${name}:${id}`));
        return text === undefined ? null : parsed(text);
      }),
    }),
    embedders: async (lane, generation, ...[{ name, id }, after, limit]) =>
      [...(index.get(keyOf(lane, generation, `in:${name}:${id}`)) ?? [])]
        .sort()
        .filter((each) => each > after)
        .slice(0, limit),
    commit: async (commit) => commitInMemory(lanes, commit),
    reader: memoryLaneReader(lanes, { lanesOf, rankingsOf }),
    notices,
    dump: (lane, generation) => dumped(lanes, keyOf(lane, generation)),
    flushAll: () => [pointers, texts, index, scores, checkpoints].forEach((map) => map.clear()),
  };
}

/** By the key's text, without `start`. */
function dumped(lanes: MemoryLanes, start: string): ReadonlyMap<string, string> {
  const indexed = [...lanes.index].map(([key, ids]) => [key, [...ids].sort().join(' ')] as const);
  const ranked = [...lanes.scores.keys()].map((key) => {
    const scores = topOf(lanes, key).map(([id, score]) => `${id} ${score}`);
    return [key, scores.join(' ')] as const;
  });
  return new Map(
    [...lanes.texts, ...indexed, ...ranked]
      .filter(([key]) => key.startsWith(start))
      .map(([key, text]) => [key.slice(start.length), text] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
