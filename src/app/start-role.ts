// A role in production: servers are named by the environment, nothing is started beside the role.
import { SlipstreamError } from '../engine/model/errors.ts';
import { createLogger, type Logger } from '../engine/runtime.ts';
import { checkServers } from './check-servers.ts';
import { loadConfig, requireServers } from './config.ts';
import { requirePort } from './free-to-listen.ts';
import { modules } from './modules.ts';
import { together, type Running } from './running.ts';
import { startApi } from './start-api.ts';
import { startWorker } from './start-worker.ts';
import { watchProcess } from './watched.ts';

const roles = ['api', 'worker', 'all'] as const;
export type Role = (typeof roles)[number];

export function parseRole(text: string | undefined): Role {
  const role = roles.find((each) => each === text);
  if (role) return role;
  throw new SlipstreamError('UNKNOWN_ROLE', `Which role? npm start -- ${roles.join(' | ')}`);
}

/** How long a role waits for servers that are still starting, in milliseconds. */
const PATIENCE_MS = 30_000;

export async function startRole(role: Role): Promise<Running> {
  const config = requireServers(loadConfig());
  const logger = createLogger({ level: config.logLevel, name: role });
  const warn = (text: string): void => logger.warn({}, text);
  config.notes.forEach(warn);
  if (role !== 'worker') await requirePort(config);
  await checkServers(config, { migrated: true, patienceMs: PATIENCE_MS, warn });
  const { process: watched, around } = watchProcess({ config, modules, logger, name: role });
  const started: Running[] = [];
  const running = around({ close: (deadlineMs) => together(started).close(deadlineMs) });
  try {
    if (role !== 'api') started.push(await startWorker({ config, modules, logger, process: watched }));
    if (role !== 'worker') {
      const api = await startApi({ config, modules, logger });
      started.push(api);
      logger.info({ url: api.url }, 'API is listening');
    }
    logger.info({ role, config }, 'started');
    return saying(logger, running);
  } catch (error) {
    await running.close(5000);
    throw error;
  }
}

const saying = (logger: Logger, running: Running): Running => ({
  close: async (deadlineMs) => {
    logger.info({ deadlineMs }, 'stopping');
    await running.close(deadlineMs);
    logger.info({}, 'stopped');
  },
});
