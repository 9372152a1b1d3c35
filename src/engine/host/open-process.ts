// Parts that the roles of one process share: its view of the store, opened once, and the thread that watches over it.
import { randomUUID } from 'node:crypto';
import type { System } from '../definitions/define-system.ts';
import { startWatchdog, type WatchdogOptions } from '../flow/carry/watchdog/start-watchdog.ts';
import type { Logger } from '../model/logger.ts';
import { connectRedis } from '../stores/redis/connect-redis.ts';
import { SAID_EVERY_MS } from '../model/presence.ts';
import { processMetrics, type ProcessMetrics } from '../observability/process-metrics.ts';
import { laneMarkKeys } from '../stores/redis/lane-health.ts';
import { createPresence } from '../stores/redis/presence.ts';
import { redisServers, watchEviction, type EvictionWatch } from '../stores/redis/watch-eviction.ts';
import { checkServers, PATIENCE_MS } from './check-servers.ts';
import { ownPresence, type OwnPresence } from './own-presence.ts';
import type { Siblings } from './processes/siblings.ts';
import type { ServedSettings } from './settings.ts';
import { openStore, type OpenStore } from './store/open-store.ts';
import type { HostedThread } from './threads/hosted-thread.ts';

export interface ProcessOptions {
  /** What the process is called in its log. */
  readonly name?: string | undefined;
  /** Where the role runs in a thread that another one keeps. */
  readonly thread?: HostedThread | undefined;
  /** The other processes of the role, where there are several. */
  readonly siblings?: Siblings | undefined;
  /**
   * Looks at the servers before a role is started, and waits for those that are still starting: what can't work is told
   * at once, by the name of its setting. True if omitted.
   */
  readonly checksServers?: boolean | undefined;
  /** A thread ends the process when its main thread is silent: after 15 s, with other limits, or never. */
  readonly watchdog?: WatchdogOptions['limits'] | false;
  /** How often the store is looked at for a restore, in milliseconds; every second if omitted. */
  readonly lookEveryMs?: number | undefined;
}

export interface ProcessStore extends OpenStore {
  /** Whether a Redis forgets what it should keep. */
  readonly eviction: EvictionWatch;
}

interface LoggedOptions extends ProcessOptions {
  readonly logger: Logger;
}

/** What is allowed beyond the time that the roles are given to stop, in milliseconds. */
const GRACE_MS = 6000;

export interface Process {
  /** How the process is named beside its lanes. */
  readonly owner: string;
  readonly store: ProcessStore;
  readonly presence: OwnPresence;
  readonly metrics: ProcessMetrics;
  /** @param roles stops what uses the store, by the deadline. */
  close(deadlineMs: number, roles: () => Promise<void>): Promise<void>;
}

/** Throws CONFIG_INVALID, REDIS_EVICTS, and what opening the store throws; then nothing is left open. */
export async function openProcess(
  system: System,
  settings: ServedSettings,
  options: LoggedOptions,
): Promise<Process> {
  const { logger, name, siblings, thread, checksServers = true, watchdog: limits = {} } = options;
  const looks = { migrated: true, patienceMs: PATIENCE_MS, warn: (text: string) => logger.warn({}, text) };
  if (checksServers) await checkServers(settings, looks);
  const owner = randomUUID();
  const redisUrl = settings.readModelRedisUrl;
  const watchdog =
    limits === false
      ? undefined
      : (thread?.watched(owner) ?? startWatchdog({ owner, logger, name, limits, redisUrl }));
  const store = await openProcessStore(settings, options).catch(async (error: unknown) => {
    await watchdog?.close();
    throw error;
  });
  watchdog?.marksAt(laneMarkKeys(store.keys, system.lanesToRing));
  const redis = connectRedis({ url: redisUrl, role: 'worker' });
  const presence = ownPresence(
    createPresence({ redis, keys: store.keys, owner }),
    Math.max(SAID_EVERY_MS, options.lookEveryMs ?? 0),
  );
  const metrics = processMetrics(system, { lagSlaMs: settings.lagSlaMs, isInThread: thread !== undefined });
  siblings?.reports(metrics.read);
  return {
    owner,
    store,
    presence,
    metrics,
    close: async (deadlineMs, roles) => {
      watchdog?.stopping(deadlineMs + GRACE_MS);
      try {
        await roles();
      } finally {
        await presence.close();
        redis.disconnect();
        await store.close();
        await watchdog?.close();
      }
    },
  };
}

/** Throws REDIS_EVICTS, and what opening the store throws. */
async function openProcessStore(
  settings: ServedSettings,
  { logger, lookEveryMs }: LoggedOptions,
): Promise<ProcessStore> {
  const eviction = await watchEviction({ servers: redisServers(settings), logger });
  const options = { settings, logger, lookEveryMs, applicationName: 'slipstream-store' };
  const store = await openStore(options, eviction);
  return {
    ...store,
    eviction,
    close: async () => {
      eviction.close();
      await store.close();
    },
  };
}
