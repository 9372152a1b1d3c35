// What a projector writes, in Redis. Each step is one script or one command; a commit is all or nothing.
import type { Redis } from 'ioredis';
import type { LaneStore } from '../../../model/documents.ts';
import type { Lane } from '../../../model/lane.ts';
import { commitBatch } from './commit-batch.ts';
import { generationSteps } from './generation-steps.ts';
import { checkpointKey, documentKey, embeddersKey, referenceKey } from './keys.ts';
import { decodeCheckpoint, decodeDocument, decodeJson } from './stored-texts.ts';

/** @param redis connected for the role `worker`; its auto-pipelining makes calls of one tick one round trip. */
export function createLaneStore({ redis }: { readonly redis: Redis }): LaneStore {
  return {
    ...generationSteps(redis),

    checkpoint: (lane, generation) => readCheckpoint(redis, lane, generation),

    load: async (lane, generation, ...[documentIds, references]) => {
      const keys = [
        ...documentIds.map((id) => documentKey(lane, generation, id)),
        ...references.map((key) => referenceKey(lane, generation, key)),
      ];
      const texts = keys.length > 0 ? await redis.mget(keys) : [];
      return {
        documents: documentIds.map((id, index) =>
          decodedOr(texts[index], (text) => decodeDocument(id, text)),
        ),
        references: references.map((_, index) => decodedOr(texts[documentIds.length + index], decodeJson)),
      };
    },

    embedders: (lane, generation, ...[reference, after, limit]) => {
      const first = after === '' ? '-' : `(${after}`;
      return redis.zrangebylex(embeddersKey(lane, generation, reference), first, '+', 'LIMIT', 0, limit);
    },

    commit: (commit) => commitBatch(redis, commit),
  };
}

async function readCheckpoint(redis: Redis, lane: Lane, generation: string) {
  return decodedOr(await redis.get(checkpointKey(lane, generation)), decodeCheckpoint);
}

function decodedOr<Value>(text: string | null | undefined, decode: (text: string) => Value): Value | null {
  return text === null || text === undefined ? null : decode(text);
}
