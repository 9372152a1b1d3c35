// A look at what no report of a lane tells: whether the queue is heard, and whether a Redis forgets what it should keep.
import type { StoreRedis } from '../stores/redis/connect-redis.ts';
import { createQueuePulse } from '../stores/redis/queue-pulse.ts';
import type { Servers } from './wants.ts';

/** @param evicting what is wrong with the policies, looked up or known. */
export async function lookAtServers(
  at: StoreRedis,
  evicting: () => readonly string[] | Promise<readonly string[]>,
): Promise<Servers> {
  const trouble = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
  const heard = createQueuePulse(at)
    .check()
    .then(() => undefined, trouble);
  const [queueTrouble, faults] = await Promise.all([heard, evicting()]);
  return { queueTrouble, evicting: faults };
}
