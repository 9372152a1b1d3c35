// The API's doorbell: after an append every lane may have work. Redis being away costs nothing but the second until a
// worker sweeps.
import type { Doorbell } from '../../../model/doorbell.ts';
import type { Lane } from '../../../model/lane.ts';
import type { Logger } from '../../../model/logger.ts';
import type { StoreKeys } from '../../../model/store-keys.ts';
import { openBellQueue } from './bell-queue.ts';
import { coalesce } from '../../../async/coalesce.ts';

export interface DoorbellOptions {
  readonly redisUrl: string;
  readonly keys: StoreKeys;
  readonly lanes: readonly Lane[];
  readonly logger: Logger;
}

export interface OwnedDoorbell extends Doorbell {
  /** How many jobs are in the queue, by their state. */
  jobs(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

/**
 * Between two rings, in milliseconds: a burst of appends rings once for all. Whoever is at the lanes already is told in
 * between by a nudge, which costs one message and not a job for each lane.
 */
const RING_GAP_MS = 250;
const NUDGE_GAP_MS = 4;

/** `ring` comes back at once; at most one ring is under way and one waits. Says once when Redis goes away. */
export function createDoorbell({ lanes, logger, ...options }: DoorbellOptions): OwnedDoorbell {
  let isAway = false;
  const onState = (state: 'ready' | 'away', error?: unknown): void => {
    if (state === 'away' && !isAway) logger.warn({ err: error }, 'The doorbell does not reach Redis.');
    if (state === 'ready' && isAway) logger.info({}, 'The doorbell reaches Redis again.');
    isAway = state === 'away';
  };
  const queue = openBellQueue({ ...options, onState });
  const rings = lanes.map((lane) => ({ ...lane, hops: 0 }));
  const away = (error: unknown): void => onState('away', error);
  const ring = coalesce(() => queue.ring(rings).catch(away), RING_GAP_MS);
  const nudge = coalesce(() => queue.nudge().catch(away), NUDGE_GAP_MS);
  return {
    ring: () => {
      nudge();
      ring();
    },
    jobs: () => queue.jobs(),
    close: async () => {
      const rung = Promise.all([nudge.close(), ring.close()]);
      // What is under way gets a moment; a Redis that is away gets none.
      await Promise.race([rung, new Promise((resolve) => setTimeout(resolve, isAway ? 0 : 500))]);
      await queue.close();
    },
  };
}
