// A role in production: servers are named by the environment, nothing is started beside the role.
import { SlipstreamError } from '../engine/model/errors.ts';
import { createLogger } from '../engine/runtime.ts';
import { loadConfig, requireServers } from './config.ts';
import { modules } from './modules.ts';
import { together, type Running } from './running.ts';
import { startApi } from './start-api.ts';
import { startWorker } from './start-worker.ts';

const roles = ['api', 'worker', 'all'] as const;
export type Role = (typeof roles)[number];

export function parseRole(text: string | undefined): Role {
  const role = roles.find((each) => each === text);
  if (role) return role;
  throw new SlipstreamError('UNKNOWN_ROLE', `Which role? npm start -- ${roles.join(' | ')}`);
}

export async function startRole(role: Role): Promise<Running> {
  const config = requireServers(loadConfig());
  const logger = createLogger({ level: config.logLevel, name: role });
  const started: Running[] = [];
  try {
    if (role !== 'api') started.push(await startWorker({ config, modules, logger }));
    if (role !== 'worker') {
      const api = await startApi({ config, modules, logger });
      started.push(api);
      logger.info({ url: api.url }, 'API is listening');
    }
    logger.info({ role, config }, 'started');
    return together(started);
  } catch (error) {
    await together(started).close(5000);
    throw error;
  }
}
