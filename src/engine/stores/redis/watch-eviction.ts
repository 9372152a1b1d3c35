// A watch that refuses a Redis which evicts: documents and jobs are no cache, and one that is dropped is missed by
// nobody.
import { Redis } from 'ioredis';
import { SlipstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';

export interface WatchedRedis {
  /** Name of the setting that holds its address. */
  readonly setting: string;
  readonly url: string;
}

export interface EvictionWatch {
  /** What is wrong at the last look; empty if nothing is. */
  faults(): readonly string[];
  close(): void;
}

interface WatchOptions {
  readonly servers: readonly WatchedRedis[];
  readonly logger: Logger;
  /** How often it is looked at again, and while something is wrong: the policy can be set while Redis runs. */
  readonly everyMs?: number;
  readonly whileWrongMs?: number;
}

const WITHIN_MS = 2000;
const EVERY_MS = 10_000;
const WHILE_WRONG_MS = 2000;

/**
 * Throws REDIS_EVICTS if one of the servers has another policy than `noeviction`. A server that does not answer is looked
 * at again later: the roles start without Redis.
 */
export async function watchEviction(options: WatchOptions): Promise<EvictionWatch> {
  const { servers, logger, everyMs = EVERY_MS, whileWrongMs = WHILE_WRONG_MS } = options;
  const look = (): Promise<readonly string[]> => evictionFaults(servers);
  let faults = await look();
  if (faults.length > 0) throw new SlipstreamError('REDIS_EVICTS', faults.join('\n'));
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const lookAgain = async (): Promise<void> => {
    const found = await look();
    if (found.length > 0 && faults.length === 0) logger.error({ code: 'REDIS_EVICTS' }, found.join(' '));
    if (found.length === 0 && faults.length > 0) logger.info({}, 'Redis evicts nothing any more.');
    faults = found;
    wait();
  };
  const wait = (): void => {
    if (!isClosed)
      timer = setTimeout(() => void lookAgain(), faults.length > 0 ? whileWrongMs : everyMs).unref();
  };
  wait();
  return {
    faults: () => faults,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** What is wrong now; a server that does not answer is not. */
export async function evictionFaults(servers: readonly WatchedRedis[]): Promise<readonly string[]> {
  const byUrl = new Map<string, WatchedRedis>();
  for (const server of servers) if (!byUrl.has(server.url)) byUrl.set(server.url, server);
  return (await Promise.all([...byUrl.values()].map(faultOf))).flat();
}

interface RedisSettings {
  readonly redisUrl: string;
  readonly readModelRedisUrl: string;
}

/** Without a Redis of their own the documents are where the queues are. */
export function redisServers({ redisUrl, readModelRedisUrl }: RedisSettings): readonly WatchedRedis[] {
  const ofQueues = { setting: 'REDIS_URL', url: redisUrl };
  const ofDocuments = { setting: 'READ_MODEL_REDIS_URL', url: readModelRedisUrl };
  return readModelRedisUrl === redisUrl ? [ofQueues] : [ofDocuments, ofQueues];
}

async function faultOf({ setting, url }: WatchedRedis): Promise<readonly string[]> {
  const policy = await policyAt(url).catch(() => undefined);
  if (policy === undefined || policy === KEEPS_ALL) return [];
  return [`${setting}: ${evicting(policy)}`];
}

export const KEEPS_ALL = 'noeviction';

export const evicting = (policy: string): string =>
  `this Redis has maxmemory-policy ${policy}, so it drops what it was given to keep. Set ` +
  'maxmemory-policy to noeviction: in redis.conf, by CONFIG SET, or in the settings of a managed Redis.';

/** From INFO, which managed servers allow where they forbid CONFIG. Nothing where INFO does not say. */
async function policyAt(url: string): Promise<string | undefined> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: WITHIN_MS,
    commandTimeout: WITHIN_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => {});
  try {
    await redis.connect();
    const info = await redis.info('memory');
    return /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  } finally {
    redis.disconnect();
  }
}
