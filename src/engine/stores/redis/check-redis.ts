// The check of a Redis before anything relies on it: whether it answers, and lets us do there what will have to be
// done.
import { Redis } from 'ioredis';
import { clockAhead } from '../../async/clock-ahead.ts';
import type { RedisRights } from '../../model/redis-rights.ts';
import { faultOfServer, whyNotReached, type RedisFault } from './redis-faults.ts';

export interface CheckedRedis {
  /** Name of the setting that holds its address. */
  readonly setting: string;
  readonly url: string;
  /** What will be done there. */
  readonly rights: readonly RedisRights[];
}

const WITHIN_MS = 3000;

/** What a Redis says of itself. */
export interface RedisFacts {
  readonly version: string | undefined;
  readonly policy: string | undefined;
  /** How far its clock is ahead of this machine's, in milliseconds. */
  readonly aheadMs: number | undefined;
}

/** Faults name the setting and the remedy, and nothing secret. */
export interface RedisExamination {
  /** It is not reached, or nothing could be kept there. */
  readonly unusable: RedisFault | undefined;
  readonly missingRight: RedisFault | undefined;
  /** Undefined if it is not reached. */
  readonly facts: RedisFacts | undefined;
}

/** The fault that was found, if any. */
export async function checkRedis(checked: CheckedRedis): Promise<RedisFault | undefined> {
  const { unusable, missingRight } = await examineRedis(checked);
  return unusable ?? missingRight;
}

export async function examineRedis({ setting, url, rights }: CheckedRedis): Promise<RedisExamination> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: WITHIN_MS,
    commandTimeout: WITHIN_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // The promise says only that the connection is closed; why is in the first of these.
  const events: unknown[] = [];
  redis.on('error', (error) => events.push(error));
  const named = (fault: RedisFault | undefined): RedisFault | undefined =>
    fault && { ...fault, text: `${setting}: ${fault.text}` };
  try {
    await redis.connect();
    await redis.ping();
    if (events.length > 0) throw events[0];
    const info = await infoOf(redis);
    const unusable = faultOfServer(info);
    const missingRight = unusable ? undefined : await missingRightOf(redis, rights);
    return {
      unusable: named(unusable),
      missingRight: named(missingRight),
      facts: await factsOf(redis, info),
    };
  } catch (error) {
    const unusable = named(whyNotReached(events[0] ?? error, new URL(url)));
    return { unusable, missingRight: undefined, facts: undefined };
  } finally {
    redis.disconnect();
  }
}

async function factsOf(redis: Redis, info: string): Promise<RedisFacts> {
  const aheadMs = await clockAhead(async () => {
    const [seconds = Number.NaN, microseconds = 0] = (await redis.time()).map(Number);
    return seconds * 1000 + microseconds / 1000;
  }).catch(() => undefined);
  return { version: fieldIn(info, 'redis_version'), policy: fieldIn(info, 'maxmemory_policy'), aheadMs };
}

const fieldIn = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];

/** Empty where it is forbidden. */
const infoOf = (redis: Redis): Promise<string> => redis.info().catch(() => '');

async function missingRightOf(redis: Redis, rights: readonly RedisRights[]): Promise<RedisFault | undefined> {
  const refused = new Set<string>();
  const attempt = async (name: string, run: () => Promise<unknown>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof Error) || /^(NOSCRIPT|WRONGTYPE)/.test(error.message)) return;
      if (!error.message.startsWith('NOPERM') && !/unknown command/.test(error.message)) throw error;
      refused.add(name);
    }
  };
  for (const [name, ...args] of rights.flatMap(({ commands }) => commands)) {
    const [first] = args;
    await attempt(
      first === undefined || name.startsWith('eval') ? name.toUpperCase() : `${name.toUpperCase()} ${first}`,
      () => redis.call(name, ...args),
    );
  }
  for (const channel of rights.flatMap(({ channels }) => channels)) {
    await attempt(`SUBSCRIBE ${channel}`, () => redis.subscribe(channel));
  }
  if (refused.size === 0) return undefined;
  return {
    text:
      `this Redis user may not do what is needed: ${shortened([...refused])}. Give it these commands, the keys ` +
      '~slip:* and ~{slip-bell}:*, and the channels &slip:*: ' +
      'ACL SETUSER <user> ~slip:* ~{slip-bell}:* &slip:* +@all -@admin -@dangerous +info.',
    mayPass: false,
  };
}

const MOST_NAMED = 5;

function shortened(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
