// Loss records of a generation of a lane in Redis: the register of what must be there, and what readers have missed.
import type { DocumentKey } from '../../model/documents.ts';
import type { LossRecords } from '../../model/lane-losses.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Lane } from '../../model/lane.ts';
import { documentName } from '../../model/store-keys.ts';
import type { StoreRedis } from './connect-redis.ts';

export function laneLosses({ redis, keys }: StoreRedis): LossRecords {
  return {
    knownIds: async (lane, generation, ids) => {
      if (ids.length === 0) return [];
      const members = ids.map(documentName);
      const known = await redis.smismember(keys.register(lane, generation), members);
      return ids.filter((_, index) => known[index] === 1);
    },
    losses: async (lane, generation) => {
      const [isRegistered, missed] = await Promise.all([
        redis.sismember(keys.register(lane, generation), ''),
        redis.srandmember(keys.lost(lane), LIMITS.documentsMendedAtOnce),
      ]);
      const own = missed.filter((entry) => entry.startsWith(`${generation}|`));
      const ids = own.map((entry) => entry.slice(generation.length + 1));
      // Of generations that are gone.
      if (own.length < missed.length)
        await redis.srem(
          keys.lost(lane),
          missed.filter((each) => !own.includes(each)),
        );
      return {
        isRegistered: isRegistered === 1,
        index: ids.includes(''),
        documents: ids.filter((id) => id !== ''),
      };
    },
    askToMend: async (lane, generation, ids) => {
      if (ids.length > 0) await redis.sadd(keys.lost(lane), membersOf(generation, ids));
    },
    mended: async (lane, generation, ids) => {
      if (ids.length > 0) await redis.srem(keys.lost(lane), membersOf(generation, ids));
    },
  };
}

const membersOf = (generation: string, ids: readonly string[]): string[] =>
  ids.map((id) => `${generation}|${id}`);

/**
 * Told by a reader, which does not wait for it: what is still missing is told again by the next one.
 * @param loss ids of documents, '' for an index.
 * @returns whether anything is lost.
 */
export function recordLoss(
  { redis, keys }: StoreRedis,
  lane: Lane,
  { generation, ids }: { readonly generation: string; readonly ids: readonly DocumentKey['id'][] },
): boolean {
  if (ids.length === 0) return false;
  redis.sadd(keys.lost(lane), membersOf(generation, ids)).catch(() => {});
  return true;
}
