// The lane store in Redis: all that a projector writes. Each step is one script or one command; a commit is all or nothing.
import type { LaneStore } from '../../model/documents.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { Lane } from '../../model/lane.ts';
import { PARKED_INDEX } from '../../model/parked.ts';
import { embeddersName } from '../../model/store-keys.ts';
import { commitBatch, INDEX_LOST } from './commit-batch.ts';
import type { StoreRedis } from './connect-redis.ts';
import { generationSteps } from '../generation-steps.ts';
import { laneAudit } from './lane-audit.ts';
import { laneLosses } from './lane-losses.ts';
import { lanePointers } from './lane-pointers.ts';
import { surveyLanes } from './survey-lanes.ts';
import { decodeCheckpoint, decodeDocument, decodeReference } from '../stored-texts.ts';

/** @param store connected for the role `worker`; its auto-pipelining makes calls of one tick one round trip. */
export function createLaneStore(store: StoreRedis): LaneStore {
  const { redis, keys } = store;
  const { movePointers, ...pointers } = lanePointers(store);
  const checkpoint: LaneStore['checkpoint'] = (lane, generation) => readCheckpoint(store, lane, generation);
  return {
    ...pointers,
    ...generationSteps({ ...pointers, movePointers, checkpoint }),
    ...laneLosses(store),
    ...laneAudit(store),
    survey: surveyLanes(store),
    checkpoint,

    load: async (lane, generation, ...[documentIds, references]) => {
      const wanted = [
        ...documentIds.map((id) => keys.document(lane, generation, id)),
        ...references.map((key) => keys.reference(lane, generation, key)),
      ];
      const texts = wanted.length > 0 ? await redis.mget(wanted) : [];
      return {
        documents: documentIds.map((id, index) =>
          decodedOr(texts[index], (text) => decodeDocument(id, text)),
        ),
        references: references.map((_, index) => {
          const text = texts[documentIds.length + index];
          return text === null || text === undefined ? undefined : decodeReference(text);
        }),
      };
    },

    embedders: async (lane, generation, ...[reference, after, limit]) => {
      const first = after === '' ? '-' : `(${after}`;
      const key = keys.index(lane, generation, embeddersName(reference));
      const ids = await redis.zrangebylex(key, first, '+', 'LIMIT', 0, limit);
      if (ids.length > 0) return ids;
      const [isThere, mustBeThere] = await Promise.all([
        redis.exists(key),
        redis.sismember(keys.register(lane, generation), embeddersName(reference)),
      ]);
      if (isThere === 1 || mustBeThere === 0) return [];
      throw new SlipstreamError('INDEX_LOST', INDEX_LOST, { details: { ...lane, generation } });
    },

    parked: (lane, generation, ...[after, limit]) => {
      const first = after === '' ? '-' : `(${after}`;
      return redis.zrangebylex(keys.index(lane, generation, PARKED_INDEX), first, '+', 'LIMIT', 0, limit);
    },
    countParked: (lane, generation) => redis.zcard(keys.index(lane, generation, PARKED_INDEX)),

    commit: (commit) => commitBatch(store, commit),
  };
}

async function readCheckpoint({ redis, keys }: StoreRedis, lane: Lane, generation: string) {
  return decodedOr(await redis.get(keys.checkpoint(lane, generation)), decodeCheckpoint);
}

function decodedOr<Value>(text: string | null | undefined, decode: (text: string) => Value): Value | null {
  return text === null || text === undefined ? null : decode(text);
}
