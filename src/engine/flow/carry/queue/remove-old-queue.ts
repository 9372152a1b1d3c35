// The queue of the old form, which did not carry the name of a store: nothing is in it that the sweep does not know.
import { Redis } from 'ioredis';
import { OLD_BELL_PREFIX } from '../../../model/store-keys.ts';

const SCAN_COUNT = 1000;

/** Resolves to the number of its keys. Rejects if Redis is away. */
export async function removeOldQueue(redisUrl: string): Promise<number> {
  const redis = new Redis(redisUrl, {
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    commandTimeout: 5000,
  });
  redis.on('error', () => {});
  let removed = 0;
  try {
    let cursor = '0';
    do {
      const [following, found] = await redis.scan(
        cursor,
        'MATCH',
        `${OLD_BELL_PREFIX}:*`,
        'COUNT',
        SCAN_COUNT,
      );
      if (found.length > 0) removed += await redis.unlink(found);
      cursor = following;
    } while (cursor !== '0');
    return removed;
  } finally {
    redis.disconnect();
  }
}
