// A role in production: servers are named by the environment, nothing is started beside the role.
import type { System } from '../engine/definitions/define-system.ts';
import { createRuntime } from '../engine/host/create-runtime.ts';
import type { ApiOptions, ThreadProgram, WorkerOptions } from '../engine/host/roles.ts';
import { siblingsOf } from '../engine/host/processes/siblings.ts';
import { requirePort } from '../engine/host/http/require-port.ts';
import type { Running } from '../engine/host/running.ts';
import { requireServers, type Settings } from '../engine/host/settings.ts';
import { SlipstreamError } from '../engine/model/errors.ts';
import { createLogger } from '../engine/observability/logger.ts';

const roles = ['api', 'worker', 'all'] as const;
export type Role = (typeof roles)[number];

/** What roles are made of. */
export interface Application {
  readonly system: System;
  readonly api?: ApiOptions;
  readonly worker?: WorkerOptions;
}

export interface RoleOptions {
  readonly settings: Settings;
  /** What the process is called in its log; as the role if omitted. */
  readonly name?: string;
  /** What starts the role `worker` in a thread; it runs in this one if omitted. */
  readonly thread?: ThreadProgram;
}

export interface RunningRole extends Running {
  /** Where the API listens, if there is one. */
  readonly url: string | undefined;
}

export function parseRole(text: string | undefined): Role {
  const role = roles.find((each) => each === text);
  if (role) return role;
  throw new SlipstreamError('UNKNOWN_ROLE', `Which role? npm start -- ${roles.join(' | ')}`);
}

export async function startRole(
  role: Role,
  { system, api, worker }: Application,
  { settings: given, name = role, thread }: RoleOptions,
): Promise<RunningRole> {
  const settings = requireServers(given);
  const logger = createLogger({ level: settings.logLevel, name });
  // An API alone looks itself; here the worker comes first.
  if (role === 'all') await requirePort(settings);
  const runtime = createRuntime(system, settings, { logger, name, siblings: siblingsOf() });
  let url: string | undefined;
  try {
    if (role !== 'api') await runtime.worker(thread ? { thread } : worker);
    if (role !== 'worker') ({ url } = await runtime.api(api));
  } catch (error) {
    await runtime.close(5000);
    throw error;
  }
  logger.info({ role, settings }, 'started');
  return {
    url,
    close: async (deadlineMs) => {
      logger.info({ deadlineMs }, 'stopping');
      await runtime.close(deadlineMs);
      logger.info({}, 'stopped');
    },
  };
}
