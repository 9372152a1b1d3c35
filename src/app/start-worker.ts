// The role `worker`: it folds events into documents.
import {
  connectRedis,
  createEventReader,
  createLaneStore,
  createProjectors,
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
  const reader = createEventReader({
    databaseUrl: config.databaseUrl,
    events: modules.flatMap(({ events }) => events),
    poolSize: config.pool.projections,
    applicationName: 'slipstream-worker',
    logger,
  });
  const redis = connectRedis({ url: config.readModelRedisUrl, role: 'worker' });
  const projectors = createProjectors({
    projections: projectionsOf(modules),
    reader,
    store: createLaneStore({ redis }),
    logger,
  });
  const workers = startWorkers({ redisUrl: config.redisUrl, projectors, logger });
  return {
    close: async (deadlineMs) => {
      await workers.close(deadlineMs);
      redis.disconnect();
      await reader.close();
    },
  };
}
