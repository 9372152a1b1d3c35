// A role of any modules in this process, over servers that are known to be there.
import { defineSystem, type Module, type System } from '../../src/engine/index.ts';
import { createRuntime, type Runtime } from '../../src/engine/host/create-runtime.ts';
import type { ApiOptions, RunningApi, RunningWorker, WorkerOptions } from '../../src/engine/host/roles.ts';
import type { Running } from '../../src/engine/host/running.ts';
import type { ServedSettings } from '../../src/engine/host/settings.ts';
import type { Logger } from '../../src/engine/model/logger.ts';

export interface RoleOptions {
  readonly settings: ServedSettings;
  readonly modules: readonly Module[];
  readonly logger: Logger;
  readonly lookEveryMs?: number | undefined;
  /** How claims become a caller, where the settings ask for tokens. */
  readonly caller?: System['caller'];
}

const runtimeOf = ({ settings, modules, logger, lookEveryMs, caller = {} }: RoleOptions) =>
  createRuntime(defineSystem('test', modules, { caller }), settings, {
    ...{ logger, checksServers: false, watchdog: false },
    ...(lookEveryMs === undefined ? {} : { lookEveryMs }),
  });

export const startApi = ({ routes, graphiql, ...options }: RoleOptions & ApiOptions): Promise<RunningApi> =>
  alone(options, ({ api }) => api({ ...(routes && { routes }), ...(graphiql && { graphiql }) }));

export const startWorker = ({ around, ...options }: RoleOptions & WorkerOptions): Promise<RunningWorker> =>
  alone(options, ({ worker }) => worker({ ...(around && { around }) }));

/** The only role of its process: with it, what the process opened is closed. */
async function alone<Role extends Running>(
  options: RoleOptions,
  start: (runtime: Runtime) => Promise<Role>,
): Promise<Role> {
  const runtime = runtimeOf(options);
  try {
    return { ...(await start(runtime)), close: runtime.close };
  } catch (error) {
    await runtime.close(0);
    throw error;
  }
}
