// A lane store in memory that keeps the contract of the one in Redis. Functions over one closed state, in the form of
// the port.
import type { LaneStore, ScoredIndex } from '../../model/documents.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { Lane } from '../../model/lane.ts';
import type { LaneNotice } from '../../model/notices.ts';
import { embeddersName } from '../../model/store-keys.ts';
import { commitInMemory } from './memory-commit.ts';
import { memoryPointers } from './memory-pointers.ts';
import { generationSteps } from '../generation-steps.ts';
import { memoryLaneReader, type MemoryLaneReader } from './memory-lane-reader.ts';
import { documentAt, keyOf, memoryLanes, parsedReference, type MemoryLanes } from './memory-lanes.ts';
import { memoryAudit } from './memory-audit.ts';
import { isIndexLost, memoryLosses } from './memory-losses.ts';
import { memorySurvey } from './memory-survey.ts';
import { membersOf, topOf } from './memory-indexes.ts';

export interface MemoryLaneStore extends LaneStore {
  readonly reader: MemoryLaneReader;
  readonly notices: LaneNotice[];
  /** Everything that is there of one generation of a lane, without its checkpoint: the same keys and texts as in Redis. */
  dump(lane: Lane, generation: string): ReadonlyMap<string, string>;
  flushAll(): void;
  /** Loses one key of a generation: `doc:1`, `in:person:1`, `at`, `register`. */
  lose(lane: Lane, generation: string, name: string): void;
}

export function memoryLaneStore(
  lanesOf: (projection: string) => number = () => 1,
  scoredOf: (projection: string) => readonly ScoredIndex[] = () => [],
): MemoryLaneStore {
  const lanes = memoryLanes();
  const { pointers, texts, indexes, checkpoints, registers, lost, notices } = lanes;
  const all = [pointers, texts, indexes, checkpoints, registers, lost];
  const { movePointers, ...steps } = memoryPointers(lanes);
  const checkpoint: LaneStore['checkpoint'] = async (lane, generation) =>
    checkpoints.get(keyOf(lane, generation)) ?? null;
  const losses = memoryLosses(lanes);
  return {
    ...steps,
    ...generationSteps({ ...steps, movePointers, checkpoint }),
    ...losses,
    ...memoryAudit(lanes),
    survey: memorySurvey({ ...steps, ...losses, checkpoint }),
    checkpoint,
    load: async (lane, generation, ...[documentIds, references]) => ({
      documents: documentIds.map((id) => documentAt(lanes, { lane, generation, id })),
      references: references.map(({ name, id }) => {
        const text = texts.get(keyOf(lane, generation, `ref:${name}:${id}`));
        return text === undefined ? undefined : parsedReference(text);
      }),
    }),
    embedders: async (lane, generation, ...[{ name, id }, after, limit]) => {
      const index = embeddersName({ name, id });
      if (isIndexLost(lanes, lane, [generation, index])) {
        throw new SlipstreamError('INDEX_LOST', `There is no ${index} any more.`);
      }
      const ids = membersOf(lanes, keyOf(lane, generation, index));
      return ids.filter((each) => each > after).slice(0, limit);
    },
    commit: async (commit) => commitInMemory(lanes, commit),
    reader: memoryLaneReader(lanes, { lanesOf, scoredOf }),
    notices,
    dump: (lane, generation) => dumped(lanes, keyOf(lane, generation)),
    flushAll: () => all.forEach((map) => map.clear()),
    lose: (lane, generation, name) => {
      const key = keyOf(lane, generation, name);
      if (name === 'register') registers.delete(keyOf(lane, generation));
      else if (name === 'at') checkpoints.delete(keyOf(lane, generation));
      else [texts, indexes].forEach((map) => map.delete(key));
    },
  };
}

/** Of a stream without a value: whether that was asked for depends on how the events were cut. */
const isAbsence = (key: string, text: string): boolean => text === 'null' && key.includes(':ref:');

/** By the key's text, without `start`. */
function dumped(lanes: MemoryLanes, start: string): ReadonlyMap<string, string> {
  const indexed = [...lanes.indexes.keys()].map((key) => {
    const members = topOf(lanes, key).map(([member, score]) => `${member} ${score}`);
    return [key, members.join(' ')] as const;
  });
  return new Map(
    [...lanes.texts, ...indexed]
      .filter(([key, text]) => key.startsWith(start) && !isAbsence(key, text))
      .map(([key, text]) => [key.slice(start.length), text] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
