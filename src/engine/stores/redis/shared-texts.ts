// Texts of operations that clients have registered, for all processes. There are so many places and no more, each for a
// share of the hashes: the last text of a place stays, for a day, so that nobody can fill a Redis that forgets nothing.
import type { Redis } from 'ioredis';
import { LIMITS } from '../../model/limits.ts';
import type { StoreKeys } from '../../model/store-keys.ts';
import type { SharedTexts } from '../../model/trusted-documents.ts';
import { READ_TIMEOUT_MS } from './connect-redis.ts';
import { settledWithin } from '../../async/settled-within.ts';

const KEPT_S = 24 * 60 * 60;
/** Writes under way at the same time; what comes beyond is not written. */
const MOST_WRITES = 16;

interface SharedTextsOptions {
  readonly redis: Redis;
  readonly keys: Pick<StoreKeys, 'operation'>;
}

export function createSharedTexts({ redis, keys }: SharedTextsOptions): SharedTexts {
  let writes = 0;
  return {
    read: async (hashes) => {
      const found = new Map<string, string>();
      if (hashes.length === 0) return found;
      const reading = redis.mget(hashes.map((hash) => keys.operation(placeOf(hash)))).then((texts) => {
        hashes.forEach((hash, index) => {
          const text = texts[index];
          if (typeof text === 'string') found.set(hash, text);
        });
      });
      await settledWithin(reading, READ_TIMEOUT_MS);
      // One that comes too late changes nothing any more.
      return new Map(found);
    },
    keep: (hash, text) => {
      if (writes >= MOST_WRITES || Buffer.byteLength(text) > LIMITS.sharedTextBytes) return;
      writes += 1;
      redis
        .set(keys.operation(placeOf(hash)), text, 'EX', KEPT_S)
        .catch(() => {})
        .finally(() => {
          writes -= 1;
        });
    },
  };
}

const placeOf = (hash: string): number => Number.parseInt(hash.slice(0, 8), 16) % LIMITS.sharedTexts;
