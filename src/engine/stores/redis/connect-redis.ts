// Connections to the Redis of the documents: an API gives up within half a second, a worker has patience.
import { Redis, type RedisOptions } from 'ioredis';
import type { StoreKeys } from '../../model/store-keys.ts';

/** A connection, and how the keys of the store are spelled. */
export interface StoreRedis {
  readonly redis: Redis;
  readonly keys: StoreKeys;
}

/** How long a read may take before the store counts as away, in milliseconds. */
export const READ_TIMEOUT_MS = 500;

const API = {
  // Of a command that nobody waits for any more.
  commandTimeout: 2 * READ_TIMEOUT_MS,
  connectTimeout: 1000,
  // A connection that is silent though asked is half open: drop it and dial again.
  socketTimeout: 2 * READ_TIMEOUT_MS,
  enableOfflineQueue: false,
  enableAutoPipelining: true,
  maxRetriesPerRequest: 0,
  retryStrategy: (attempt: number) => Math.min(attempt * 50, 500),
} satisfies RedisOptions;

const WORKER = {
  commandTimeout: 15_000,
  connectTimeout: 5000,
  socketTimeout: 10_000,
  enableAutoPipelining: true,
  maxRetriesPerRequest: 3,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 2000),
} satisfies RedisOptions;

/**
 * Dials at once and reconnects for ever. Errors of the connection are the callers' of its commands; the `error` event
 * is listened to here only because an unheard one would end the process.
 */
export function connectRedis({
  url,
  role,
}: {
  readonly url: string;
  readonly role: 'api' | 'worker';
}): Redis {
  const redis = new Redis(url, role === 'api' ? API : WORKER);
  redis.on('error', () => {});
  return redis;
}
