// The queue behind the doorbell: one job per lane at most, saying only that there may be work. No order, no truth in it.
import { Queue, type JobsOptions } from 'bullmq';
import { Redis } from 'ioredis';
import { laneName, type Lane } from '../../../model/lane.ts';
import type { StoreKeys } from '../../../model/store-keys.ts';

export const BELL_QUEUE = 'doorbell';

const SHOWN = ['waiting', 'active', 'delayed', 'failed'] as const;

export interface Ring extends Lane {
  /** How often workers that could not serve the lane have passed it on. */
  readonly hops: number;
}

export interface BellQueue {
  /** One round trip. Rejects if Redis is away; may wait while it has never been there. */
  ring(rings: readonly Ring[]): Promise<void>;
  /** Says to all workers at once that something was appended; it may be lost. */
  nudge(): Promise<void>;
  /** How many jobs there are, by their state. */
  jobs(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

interface BellOptions {
  readonly redisUrl: string;
  readonly keys: StoreKeys;
  /** Whether the connection is well. May be told the same again. */
  readonly onState: (state: 'ready' | 'away', error?: unknown) => void;
}

export function openBellQueue({ redisUrl, keys, onState }: BellOptions): BellQueue {
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 2000,
    connectTimeout: 2000,
    socketTimeout: 4000,
    retryStrategy: (attempt: number) => Math.min(attempt * 100, 1000),
  });
  redis.on('error', (error) => onState('away', error));
  redis.on('ready', () => onState('ready'));
  const queue = new Queue<Ring>(BELL_QUEUE, {
    connection: redis,
    prefix: keys.bellPrefix,
    streams: { events: { maxLen: 100 } },
  });
  queue.on('error', (error) => onState('away', error));
  return {
    ring: async (rings) => {
      if (rings.length === 0) return;
      await queue.addBulk(rings.map((ring) => ({ name: 'ring', data: ring, opts: optionsOf(ring) })));
    },
    nudge: async () => {
      // It is the ring that says that Redis is away, and waits for one that is not there yet.
      if (redis.status === 'ready') await redis.publish(keys.nudges, '');
    },
    jobs: () => queue.getJobCounts(...SHOWN),
    close: async () => {
      redis.disconnect();
      await queue.close().catch(() => {});
    },
  };
}

/** A ring while the lane's job waits is nothing new; one while it is worked on makes it be looked at once more. */
function optionsOf(lane: Lane): JobsOptions {
  return {
    deduplication: { id: laneName(lane), keepLastIfActive: true },
    removeOnComplete: true,
    removeOnFail: true,
  };
}
