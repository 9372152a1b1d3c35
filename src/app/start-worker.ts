// The role `worker`: it folds events into documents and answers them with commands.
import { randomUUID } from 'node:crypto';
import {
  checkModules,
  connectRedis,
  createCommandBus,
  createDoorbell,
  createEventPages,
  createEventReader,
  createEventStore,
  createLaneHealth,
  createLaneStore,
  createQueuePulse,
  createProjectors,
  createTableLaneStore,
  removeOldQueue,
  laneStoreByStore,
  createReactions,
  startWorkers,
  watchEviction,
  type EvictionWatch,
} from '../engine/runtime.ts';
import type { EventPages } from '../engine/model/event-pages.ts';
import type { EventReader } from '../engine/model/event-store.ts';
import type { LaneHealth } from '../engine/model/lane-health.ts';
import type { Logger } from '../engine/model/logger.ts';
import type { StoreKeys } from '../engine/model/store-keys.ts';
import { joinTurns } from '../engine/model/turns.ts';
import type { Module } from '../engine/definitions/module.ts';
import type { ServedConfig } from './config.ts';
import { lanesOf, projectionsOf, reactionsOf, ringingLanes } from './lanes.ts';
import { openStore } from './open-store.ts';
import { adoption } from './adoption.ts';
import { ownLanes } from './own-keys.ts';
import type { Running } from './running.ts';
import type { WatchedProcess } from './watched.ts';
import { slowTurns, type ProjectorDelay } from './slow-turns.ts';

export interface RoleOptions {
  readonly config: ServedConfig;
  readonly modules: readonly Module[];
  readonly logger: Logger;
  /** How often the store is looked at for a restore, in milliseconds; every second if omitted. */
  readonly lookEveryMs?: number | undefined;
  /** Who watches it, if anybody does. */
  readonly process?: WatchedProcess;
}

interface WorkerOptions extends RoleOptions {
  /** Slows the projections down, for demonstrations and tests. */
  readonly projectorDelay?: ProjectorDelay | undefined;
}

export async function startWorker(options: WorkerOptions): Promise<Running> {
  const { config, modules, logger, projectorDelay, process } = options;
  checkModules(modules);
  const eviction = await watchServers(options);
  const store = await openStore({ ...options, applicationName: 'slipstream-worker' }, eviction);
  const { keys } = store;
  const database = databaseOf(options);
  const reader = createEventReader({ ...database, poolSize: config.pool.projections });
  const redis = connectRedis({ url: config.readModelRedisUrl, role: 'worker' });
  const health = createLaneHealth({ redis, keys, owner: process?.owner ?? randomUUID() });
  const pulse = createQueuePulse({ redis, keys });
  process?.serves(keys);
  const tables = createTableLaneStore({ ...database, poolSize: config.pool.projections, redis, keys });
  const projections = projectionsOf(modules);
  const pages = createEventPages({ reader });
  const adopt = adoption({ redis, keys }, { reader, lanes: lanesOf(projections), logger });
  const fast = createProjectors({
    ...{ projections, reader, pages, health, logger },
    store: laneStoreByStore(projections, {
      redis: ownLanes(createLaneStore({ redis, keys }), store, adopt),
      postgres: tables,
    }),
  });
  const projectors = projectorDelay ? slowTurns(fast, projectorDelay) : fast;
  const reacting = openReactions(options, { reader, pages, health, keys });
  const turns = reacting ? joinTurns([projectors, reacting.turns]) : projectors;
  // It may be away, or be in use by processes of before: then the next worker that starts does it.
  void removeOldQueue(config.redisUrl).catch(() => {});
  const onPulse = (isHeard: boolean): void => void pulse.say(isHeard);
  const workers = startWorkers({ redisUrl: config.redisUrl, keys, turns, logger, onPulse });
  return {
    close: async (deadlineMs) => {
      // Turns first: a turn that is under way still needs all the others.
      await workers.close(deadlineMs);
      await reacting?.close();
      redis.disconnect();
      eviction.close();
      await Promise.all([reader.close(), tables.close(), store.close()]);
    },
  };
}

/** Throws REDIS_EVICTS. */
export function watchServers({ config, logger }: RoleOptions): Promise<EvictionWatch> {
  const servers = [
    { setting: 'READ_MODEL_REDIS_URL', url: config.readModelRedisUrl },
    { setting: 'REDIS_URL', url: config.redisUrl },
  ];
  // Without a Redis of their own the documents are where the queues are.
  return watchEviction({
    servers: config.readModelRedisUrl === config.redisUrl ? servers.slice(1) : servers,
    logger,
  });
}

const databaseOf = ({ config, modules, logger }: RoleOptions) => ({
  databaseUrl: config.databaseUrl,
  events: modules.flatMap(({ events }) => events),
  applicationName: 'slipstream-worker',
  logger,
});

interface Following {
  readonly reader: EventReader;
  readonly pages: EventPages;
  readonly health: LaneHealth;
  readonly keys: StoreKeys;
}

/** A worker takes commands only from reactions: without any it has no pool and no doorbell for them. */
function openReactions(options: RoleOptions, { reader, pages, health, keys }: Following) {
  const { config, modules, logger } = options;
  const reactions = reactionsOf(modules);
  if (reactions.length === 0) return undefined;
  const store = createEventStore({ ...databaseOf(options), poolSize: config.pool.commands });
  const doorbell = createDoorbell({ redisUrl: config.redisUrl, keys, lanes: ringingLanes(modules), logger });
  const deciders = modules.flatMap((module) => module.deciders);
  const projections = projectionsOf(modules);
  const commands = createCommandBus({ store, deciders, projections, doorbell, logger });
  return {
    turns: createReactions({
      ...{ reactions, reader, pages, health, commands, logger },
      checkpoints: store.reactionCheckpoints,
    }),
    close: async () => {
      await commands.close();
      await doorbell.close();
      await store.close();
    },
  };
}
