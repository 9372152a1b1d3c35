// Pulse of the queue: workers say in Redis whether they hear it, since an API has no other way to know.
import type { Redis } from 'ioredis';
import type { StoreKeys } from '../../model/store-keys.ts';

export interface QueuePulse {
  /** To be said with every sweep; Redis is told what is new, and now and then what is not. Never rejects. */
  say(isHeard: boolean): Promise<void>;
  /** Rejects if no worker has said for a while that it hears the queue. */
  check(): Promise<void>;
}

interface PulseOptions {
  readonly redis: Redis;
  readonly keys: StoreKeys;
}

const BELIEVED_MS = 15_000;
const REPEATED_MS = 5000;
const HEARD = 'heard';

export function createQueuePulse({ redis, keys }: PulseOptions): QueuePulse {
  let said: { readonly isHeard: boolean; readonly at: number } | undefined;
  return {
    say: async (isHeard) => {
      const at = performance.now();
      if (said?.isHeard === isHeard && at - said.at < REPEATED_MS) return;
      said = { isHeard, at };
      // One worker that hears is enough: another one that does not leaves its word.
      const options = isHeard ? [] : (['NX'] as const);
      const text = isHeard ? HEARD : 'silent';
      await redis.call('SET', keys.listener, text, 'PX', BELIEVED_MS, ...options).catch(() => {
        said = undefined;
      });
    },
    check: async () => {
      const said = await redis.get(keys.listener);
      if (said === null) throw new Error(`no worker has been heard of for ${BELIEVED_MS / 1000} s`);
      if (said !== HEARD) throw new Error('workers hear no rings: lanes are served by the sweep alone');
    },
  };
}
