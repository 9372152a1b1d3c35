// A role of any modules in this process, over servers that are known to be there.
import { defineSystem, type Module } from '../../src/engine/index.ts';
import { createRuntime } from '../../src/engine/host/create-runtime.ts';
import type { ApiOptions, RunningApi, WorkerOptions } from '../../src/engine/host/roles.ts';
import type { Running } from '../../src/engine/host/running.ts';
import type { ServedSettings } from '../../src/engine/host/settings.ts';
import type { Logger } from '../../src/engine/model/logger.ts';

export interface RoleOptions {
  readonly settings: ServedSettings;
  readonly modules: readonly Module[];
  readonly logger: Logger;
  readonly lookEveryMs?: number | undefined;
}

const runtimeOf = ({ settings, modules, logger, lookEveryMs }: RoleOptions) =>
  createRuntime(defineSystem('test', modules), settings, {
    ...{ logger, checksServers: false, watchdog: false },
    ...(lookEveryMs === undefined ? {} : { lookEveryMs }),
  });

export async function startApi({
  routes,
  graphiql,
  ...options
}: RoleOptions & ApiOptions): Promise<RunningApi> {
  const runtime = runtimeOf(options);
  try {
    const api = await runtime.api({ ...(routes && { routes }), ...(graphiql && { graphiql }) });
    return { ...api, close: runtime.close };
  } catch (error) {
    await runtime.close(0);
    throw error;
  }
}

export async function startWorker({ around, ...options }: RoleOptions & WorkerOptions): Promise<Running> {
  const runtime = runtimeOf(options);
  try {
    await runtime.worker(around === undefined ? {} : { around });
    return { close: runtime.close };
  } catch (error) {
    await runtime.close(0);
    throw error;
  }
}
