// The turn to audit: one worker of a store has it, for as long as it says so again.
import type { StoreRedis } from './connect-redis.ts';

const HELD_FOR_MS = 30_000;
/** Whoever has not got it asks no more often. */
const ASKED_EVERY_MS = 10_000;

/** @returns whether it is this process's turn. */
export function auditTurn({ redis, keys }: StoreRedis, owner: string): () => Promise<boolean> {
  let askedAgainAt = -Infinity;
  return async () => {
    if (performance.now() < askedAgainAt) return false;
    if ((await redis.set(keys.auditor, owner, 'PX', HELD_FOR_MS, 'NX')) !== null) return true;
    if ((await redis.get(keys.auditor)) !== owner) {
      askedAgainAt = performance.now() + ASKED_EVERY_MS;
      return false;
    }
    await redis.pexpire(keys.auditor, HELD_FOR_MS);
    return true;
  };
}
