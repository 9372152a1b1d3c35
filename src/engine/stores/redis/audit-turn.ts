// The turn to audit: one worker of a store has it, for as long as it says so again.
import type { StoreRedis } from './connect-redis.ts';

const HELD_FOR_MS = 30_000;
/** Whoever has not got it asks no more often. */
const ASKED_EVERY_MS = 10_000;

export interface AuditTurn {
  /** Whether it is this process's. */
  isMine(): Promise<boolean>;
  /** So that another process need not wait until it runs out. */
  giveBack(): Promise<void>;
}

export function auditTurn({ redis, keys }: StoreRedis, owner: string): AuditTurn {
  let askedAgainAt = -Infinity;
  let wasMine = false;
  const isHeld = async (): Promise<boolean> => (await redis.get(keys.auditor)) === owner;
  return {
    isMine: async () => {
      if (performance.now() < askedAgainAt) return false;
      wasMine = (await redis.set(keys.auditor, owner, 'PX', HELD_FOR_MS, 'NX')) !== null || (await isHeld());
      if (wasMine) await redis.pexpire(keys.auditor, HELD_FOR_MS);
      else askedAgainAt = performance.now() + ASKED_EVERY_MS;
      return wasMine;
    },
    giveBack: async () => {
      if (wasMine && (await isHeld())) await redis.del(keys.auditor);
    },
  };
}
