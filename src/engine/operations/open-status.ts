// The status of a system as an operator's program asks for it: connections of its own, opened and closed with it.
import type { System } from '../definitions/define-system.ts';
import { createEventStore } from '../flow/accept/event-store/create-event-store.ts';
import type { StoreKeys } from '../model/store-keys.ts';
import { openStore } from '../host/store/open-store.ts';
import type { ServedSettings } from '../host/settings.ts';
import { createLogger } from '../observability/logger.ts';
import { laneStoreByStore } from '../stores/by-store.ts';
import { createTableLaneStore } from '../stores/postgres/lane-store.ts';
import { connectRedis } from '../stores/redis/connect-redis.ts';
import { createLaneHealth } from '../stores/redis/lane-health.ts';
import { createLaneStore } from '../stores/redis/lane-store.ts';
import { createPresence } from '../stores/redis/presence.ts';
import { evictionFaults, redisServers } from '../stores/redis/watch-eviction.ts';
import { lagReader } from './lag.ts';
import { lookAtServers } from './look-at-servers.ts';
import { statusReporter, type StatusReport } from './projections-report.ts';
import type { Servers } from './wants.ts';

export interface SystemStatus extends StatusReport, Servers {
  /** Name of the store, in keys. */
  readonly store: string;
}

const OWNER = 'operator';
const APPLICATION = 'slipstream-cli';

/** Throws what opening the store throws, STORE_UNAVAILABLE and errors of a Redis that is away. */
export async function readStatus(system: System, settings: ServedSettings): Promise<SystemStatus> {
  const logger = createLogger({ level: 'warn' });
  const options = { settings, logger, applicationName: APPLICATION };
  const store = await openStore(options, { close: () => {} });
  try {
    return await statusIn(system, settings, store.keys);
  } finally {
    await store.close();
  }
}

/** The same of a store whose keys are known: nothing is written to Redis. */
export async function statusIn(
  system: System,
  settings: Pick<ServedSettings, 'databaseUrl' | 'redisUrl' | 'readModelRedisUrl'>,
  keys: StoreKeys,
): Promise<SystemStatus> {
  const { databaseUrl, readModelRedisUrl } = settings;
  const redis = connectRedis({ url: readModelRedisUrl, role: 'worker' });
  const logger = createLogger({ level: 'warn' });
  const database = { databaseUrl, applicationName: APPLICATION, logger, poolSize: 1 };
  const events = createEventStore({ ...database, events: system.events });
  const tables = createTableLaneStore({ ...database, redis, keys });
  try {
    const { projections, reactions } = system;
    const lanes = laneStoreByStore(projections, {
      redis: createLaneStore({ redis, keys }),
      postgres: tables,
    });
    const report = statusReporter({
      ...{ system, store: lanes, checkpoints: events.reactionCheckpoints },
      measureLag: lagReader({
        projections,
        reactions,
        lanes,
        checkpoints: events.reactionCheckpoints,
        events,
      }),
      health: createLaneHealth({ redis, keys, owner: OWNER }),
      presence: createPresence({ redis, keys, owner: OWNER }),
    });
    const servers = lookAtServers({ redis, keys }, () => evictionFaults(redisServers(settings)));
    return { ...(await report()), store: keys.store, ...(await servers) };
  } finally {
    redis.disconnect();
    await Promise.all([events.close(), tables.close()]);
  }
}
