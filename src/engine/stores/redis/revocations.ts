// Revoked tokens and callers in Redis: one sorted set, scored by when each ends.
import type { RevocationStore } from '../../model/revocation.ts';
import type { StoreRedis } from './connect-redis.ts';

const MEMBER = /^(token|caller):(.+)$/s;

export function createRevocations({ redis, keys }: StoreRedis): RevocationStore {
  return {
    add: async ({ kind, id, until }) => {
      await redis.zremrangebyscore(keys.revoked, '-inf', Date.now());
      await redis.zadd(keys.revoked, 'GT', until, `${kind}:${id}`);
    },
    all: async () => {
      const found = await redis.zrangebyscore(keys.revoked, `(${Date.now()}`, '+inf', 'WITHSCORES');
      return found.flatMap((member, index) => {
        const [, kind, id] = MEMBER.exec(member) ?? [];
        if (index % 2 === 1 || id === undefined) return [];
        return [{ kind: kind === 'token' ? 'token' : 'caller', id, until: Number(found[index + 1]) }];
      });
    },
  };
}
