// The connection a worker hears rings over: it waits for a Redis that is away, and says once when it is.
import { Redis } from 'ioredis';
import type { Logger } from '../../../model/logger.ts';

export interface QueueConnection {
  readonly redis: Redis;
  /** For errors of what uses the connection. */
  readonly onError: (error: Error) => void;
}

/** Goes on trying where the server is away. */
export const dialQueue = (redisUrl: string): Redis =>
  new Redis(redisUrl, {
    // As BullMQ demands of a connection that blocks.
    maxRetriesPerRequest: null,
    connectTimeout: 5000,
    retryStrategy: (attempt: number) => Math.min(attempt * 100, 1000),
  });

export function connectQueue(redisUrl: string, logger: Logger): QueueConnection {
  let isAway = false;
  const redis = dialQueue(redisUrl);
  const onAway = (error: Error): void => {
    if (!isAway) logger.warn({ err: error }, 'The worker does not reach its queue.');
    isAway = true;
  };
  redis.on('error', onAway);
  redis.on('ready', () => {
    if (isAway) logger.info({}, 'The worker reaches its queue again.');
    isAway = false;
  });
  return {
    redis,
    onError: (error) => {
      if (redis.status !== 'ready') onAway(error);
      // A job that is gone, with all of Redis perhaps: nothing was in it that the sweep does not know.
      else logger.debug(() => ({ err: error }), 'The queue has lost a job.');
    },
  };
}
