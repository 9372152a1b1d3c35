// The check of the servers that settings name, before anything relies on them: what can't work is told at once, by the
// name of its setting, and not line by line for ever after.
import { setTimeout as sleep } from 'node:timers/promises';
import { storeKeys } from '../model/store-keys.ts';
import { queueRights } from '../flow/carry/queue/queue-rights.ts';
import { checkDatabase } from '../postgres/check-database.ts';
import { checkRedis, type CheckedRedis } from '../stores/redis/check-redis.ts';
import { documentRights } from '../stores/redis/document-rights.ts';
import { SettingsInvalid } from './settings.ts';

export interface NamedServers {
  readonly databaseUrl?: string | undefined;
  readonly redisUrl?: string | undefined;
  readonly readModelRedisUrl?: string | undefined;
  /** Of the store, in keys; that of the database if not set. */
  readonly storeName?: string | undefined;
}

export interface CheckServersOptions {
  /** Whether the tables have to be there. */
  readonly migrated: boolean;
  /** How long to wait for servers that are away or still starting, in milliseconds. */
  readonly patienceMs?: number;
  /** How many connections to the database there may be. */
  readonly connections?: number;
  /** Told what weakens a promise, and once that somebody is waited for. */
  readonly warn: (text: string) => void;
}

interface Fault {
  readonly text: string;
  readonly mayPass: boolean;
}

/** How long a role waits for servers that are still starting, in milliseconds. */
export const PATIENCE_MS = 30_000;
const AGAIN_MS = 500;

/** Throws one `SettingsInvalid` with all that was found. What is not named is not looked at. */
export async function checkServers(servers: NamedServers, options: CheckServersOptions): Promise<void> {
  const { patienceMs = 0, warn } = options;
  const deadline = performance.now() + patienceMs;
  for (let waits = false; ; waits = true) {
    const { faults, warnings } = await look(servers, options);
    if (faults.length === 0) {
      warnings.forEach(warn);
      return;
    }
    if (!faults.every(({ mayPass }) => mayPass) || performance.now() > deadline) {
      throw new SettingsInvalid(faults.map(({ text }) => text));
    }
    if (!waits) warn(`Waiting up to ${patienceMs / 1000} s: ${faults.map(({ text }) => text).join(' ')}`);
    await sleep(AGAIN_MS);
  }
}

async function look(
  { databaseUrl, storeName, ...redis }: NamedServers,
  { migrated, connections }: CheckServersOptions,
): Promise<{ readonly faults: readonly Fault[]; readonly warnings: readonly string[] }> {
  const database =
    databaseUrl === undefined ? undefined : await checkDatabase(databaseUrl, { migrated, connections });
  const named = (text: string): string => `DATABASE_URL: ${text}`;
  const ofDatabase = (database?.faults ?? []).map((fault) => ({ ...fault, text: named(fault.text) }));
  // Rights may be those to the keys of one store alone.
  const checked = redisToCheck(redis, storeName ?? database?.storeName);
  const ofRedis = (await Promise.all(checked.map(checkRedis))).filter((fault) => fault !== undefined);
  return {
    faults: [...ofDatabase, ...ofRedis],
    warnings: (database?.warnings ?? []).map(({ text }) => named(text)),
  };
}

/** @param store its name; undefined if nobody knows it. */
export function redisToCheck(
  { redisUrl, readModelRedisUrl }: Pick<NamedServers, 'redisUrl' | 'readModelRedisUrl'>,
  store = 'check',
): readonly CheckedRedis[] {
  const keys = storeKeys(store);
  const [ofQueues, ofDocuments] = [queueRights(keys), documentRights(keys)];
  const isApart = readModelRedisUrl !== undefined && readModelRedisUrl !== redisUrl;
  const rights = isApart ? [ofQueues] : [ofQueues, ofDocuments];
  return [
    ...(redisUrl === undefined ? [] : [{ setting: 'REDIS_URL', url: redisUrl, rights }]),
    ...(isApart ? [{ setting: 'READ_MODEL_REDIS_URL', url: readModelRedisUrl, rights: [ofDocuments] }] : []),
  ];
}
