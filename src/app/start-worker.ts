// The role `worker`: it folds events into documents.
import {
  connectRedis,
  createEventReader,
  createLaneStore,
  createProjectors,
  createTableLaneStore,
  laneStoreByStore,
  startWorkers,
} from '../engine/runtime.ts';
import type { Logger } from '../engine/model/logger.ts';
import type { Module } from '../engine/definitions/module.ts';
import type { requireServers } from './config.ts';
import { projectionsOf } from './lanes.ts';
import type { Running } from './running.ts';

export type ServedConfig = ReturnType<typeof requireServers>;

export interface RoleOptions {
  readonly config: ServedConfig;
  readonly modules: readonly Module[];
  readonly logger: Logger;
}

export async function startWorker({ config, modules, logger }: RoleOptions): Promise<Running> {
  const database = {
    databaseUrl: config.databaseUrl,
    poolSize: config.pool.projections,
    applicationName: 'slipstream-worker',
    logger,
  };
  const reader = createEventReader({ ...database, events: modules.flatMap(({ events }) => events) });
  const redis = connectRedis({ url: config.readModelRedisUrl, role: 'worker' });
  const tables = createTableLaneStore({ ...database, redis });
  const projections = projectionsOf(modules);
  const projectors = createProjectors({
    projections,
    reader,
    store: laneStoreByStore(projections, { redis: createLaneStore({ redis }), postgres: tables }),
    logger,
  });
  const workers = startWorkers({ redisUrl: config.redisUrl, projectors, logger });
  return {
    close: async (deadlineMs) => {
      await workers.close(deadlineMs);
      redis.disconnect();
      await Promise.all([reader.close(), tables.close()]);
    },
  };
}
