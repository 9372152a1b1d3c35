// A role in production: servers are named by the environment, nothing is started beside the role.
import type { System } from '../engine/definitions/define-system.ts';
import { createRuntime } from '../engine/host/create-runtime.ts';
import type { ApiOptions } from '../engine/host/roles.ts';
import { requirePort } from '../engine/host/http/free-to-listen.ts';
import type { Running } from '../engine/host/running.ts';
import { loadSettings, requireServers } from '../engine/host/settings.ts';
import { SlipstreamError } from '../engine/model/errors.ts';
import { createLogger } from '../engine/observability/logger.ts';

const roles = ['api', 'worker', 'all'] as const;
export type Role = (typeof roles)[number];

export function parseRole(text: string | undefined): Role {
  const role = roles.find((each) => each === text);
  if (role) return role;
  throw new SlipstreamError('UNKNOWN_ROLE', `Which role? npm start -- ${roles.join(' | ')}`);
}

export async function startRole(system: System, role: Role, api: ApiOptions = {}): Promise<Running> {
  const settings = requireServers(loadSettings());
  const logger = createLogger({ level: settings.logLevel, name: role });
  settings.notes.forEach((note) => logger.warn({}, note));
  // An API alone looks itself; here the worker comes first.
  if (role === 'all') await requirePort(settings);
  const runtime = createRuntime(system, settings, { logger, name: role });
  try {
    if (role !== 'api') await runtime.worker();
    if (role !== 'worker') await runtime.api(api);
  } catch (error) {
    await runtime.close(5000);
    throw error;
  }
  logger.info({ role, settings }, 'started');
  return {
    close: async (deadlineMs) => {
      logger.info({ deadlineMs }, 'stopping');
      await runtime.close(deadlineMs);
      logger.info({}, 'stopped');
    },
  };
}
