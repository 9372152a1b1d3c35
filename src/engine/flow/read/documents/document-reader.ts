// Reads documents together with how far their lane has come: one MGET per lane, all lanes in one round trip.
import type { Redis } from 'ioredis';
import type { DocumentKey, DocumentRead, DocumentReader, ListReader } from '../../../model/documents.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import { laneName, laneOf, type Lane } from '../../../model/lane.ts';
import { READ_TIMEOUT_MS } from './connect-redis.ts';
import { checkpointKey, documentKey, liveKey } from './keys.ts';
import { readList } from './read-list.ts';
import { decodeCheckpoint, decodeDocument, decodeGeneration } from './stored-texts.ts';
import { withinTime } from './within-time.ts';

interface LaneRead {
  readonly lane: Lane;
  readonly ids: readonly string[];
}

const MISSING: DocumentRead = { state: 'missing', checkpoint: '0', incarnation: '', document: null };

interface ReaderOptions {
  /** Connected for the role `api`; its auto-pipelining makes reads of one tick one round trip. */
  readonly redis: Redis;
  /** Number of lanes of a projection. Throws on one it does not know. */
  readonly lanesOf: (projection: string) => number;
}

/** `read` throws READ_MODEL_UNAVAILABLE if Redis does not answer within 500 ms. */
export function createDocumentReader({ redis, lanesOf }: ReaderOptions): DocumentReader & ListReader {
  /** The generation each lane was last seen with: a guess that every read proves. */
  const generations = new Map<string, string>();

  async function readLane(read: LaneRead): Promise<readonly DocumentRead[]> {
    const { lane, ids } = read;
    const guess = generations.get(laneName(lane)) ?? '';
    const [pointer, checkpoint, ...documents] = await redis.mget(
      liveKey(lane),
      checkpointKey(lane, guess),
      ...ids.map((id) => documentKey(lane, guess, id)),
    );
    if (!pointer) return ids.map(() => MISSING);
    const { id: generation, state } = decodeGeneration(pointer);
    if (generation !== guess) {
      generations.set(laneName(lane), generation);
      return readLane(read);
    }
    if (!checkpoint) return ids.map(() => MISSING);
    const { position, incarnation } = decodeCheckpoint(checkpoint);
    return ids.map((id, index) => {
      const text = documents[index];
      return { state, checkpoint: position, incarnation, document: text ? decodeDocument(id, text) : null };
    });
  }

  return {
    read: async (keys) => {
      const lanes = groupByLane(keys, lanesOf);
      const reads = await withinTime(Promise.all(lanes.map(readLane)), READ_TIMEOUT_MS, unavailable);
      const found = new Map<string, DocumentRead>();
      lanes.forEach(({ lane, ids }, at) =>
        ids.forEach((id, index) => found.set(`${lane.projection}/${id}`, reads[at]?.[index] ?? MISSING)),
      );
      return keys.map(({ projection, id }) => found.get(`${projection}/${id}`) ?? MISSING);
    },
    readList: (query) => {
      const name = laneName({ projection: query.projection, lane: 0 });
      const learn = (generation: string): void => void generations.set(name, generation);
      const guess = { generation: generations.get(name) ?? '', learn };
      return withinTime(readList(redis, query, guess), READ_TIMEOUT_MS, unavailable);
    },
  };
}

function groupByLane(keys: readonly DocumentKey[], lanesOf: (projection: string) => number): LaneRead[] {
  const groups = new Map<string, { lane: Lane; ids: string[] }>();
  for (const { projection, id } of keys) {
    const lane = { projection, lane: laneOf(id, lanesOf(projection)) };
    const group = groups.get(laneName(lane)) ?? { lane, ids: [] };
    if (!group.ids.includes(id)) group.ids.push(id);
    groups.set(laneName(lane), group);
  }
  return [...groups.values()];
}

function unavailable(cause: unknown): SlipstreamError {
  if (cause instanceof SlipstreamError) return cause;
  return new SlipstreamError('READ_MODEL_UNAVAILABLE', 'The read model does not answer.', { cause });
}
