// The worker's listener: a BullMQ worker that hears rings. It can be replaced when it has fallen silent.
import { Worker } from 'bullmq';
import type { Logger } from '../../../model/logger.ts';
import type { StoreKeys } from '../../../model/store-keys.ts';
import { BELL_QUEUE, type Ring } from './bell-queue.ts';
import { connectQueue } from './connect-queue.ts';
import { settledWithin } from '../../../async/settled-within.ts';

export interface QueueListener {
  /** How many rings it has heard. */
  heard(): number;
  /** Waits for the rings that are worked on, no longer than told. */
  close(deadlineMs: number): Promise<void>;
}

interface ListenerOptions {
  readonly redisUrl: string;
  readonly keys: StoreKeys;
  /** How many rings it works on at the same time. */
  readonly atOnce: number;
  readonly logger: Logger;
  /** Never rejects. While it runs, the lane's job is held by this process. */
  readonly onRing: (ring: Ring) => Promise<void>;
}

export function listen({ redisUrl, keys, atOnce, logger, onRing }: ListenerOptions): QueueListener {
  let heard = 0;
  const { redis, onError } = connectQueue(redisUrl, logger);
  const worker = new Worker<Ring>(
    BELL_QUEUE,
    async ({ data }) => {
      heard += 1;
      await onRing(data);
    },
    {
      connection: redis,
      prefix: keys.bellPrefix,
      concurrency: atOnce,
      // The job of a worker that was killed comes back within ten seconds; until then the sweep serves its lane.
      lockDuration: 5000,
      stalledInterval: 2500,
      maxStalledCount: 1_000_000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  worker.on('error', onError);
  return {
    heard: () => heard,
    close: async (deadlineMs) => {
      await settledWithin(worker.close(deadlineMs <= 0), deadlineMs);
      await worker.disconnect().catch(() => {});
      redis.disconnect();
    },
  };
}
