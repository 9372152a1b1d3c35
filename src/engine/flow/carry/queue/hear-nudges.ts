// Nudges: that something was appended, heard by every worker. One that is lost costs nothing but the wait for the ring.
import type { StoreKeys } from '../../../model/store-keys.ts';
import { dialQueue } from './connect-queue.ts';

interface NudgeOptions {
  readonly redisUrl: string;
  readonly keys: StoreKeys;
  readonly onNudge: () => void;
}

/** Never throws for a server that is away: it goes on trying. The result ends it. */
export function hearNudges({ redisUrl, keys, onNudge }: NudgeOptions): () => void {
  const redis = dialQueue(redisUrl);
  // The connection of the queue beside it says so.
  redis.on('error', () => {});
  redis.on('message', onNudge);
  redis.subscribe(keys.nudges).catch(() => {});
  return () => redis.disconnect();
}
