// A role as several processes: what they share is checked once, here, and nothing else is done here but to supervise them.
import { checkServers, PATIENCE_MS } from '../engine/host/check-servers.ts';
import { requirePort } from '../engine/host/http/require-port.ts';
import { mostConnections } from '../engine/host/processes/most-connections.ts';
import { supervise } from '../engine/host/processes/supervise.ts';
import type { Running } from '../engine/host/running.ts';
import { requireServers, type Settings } from '../engine/host/settings.ts';
import type { Logger } from '../engine/model/logger.ts';
import type { Role } from './start-role.ts';

export interface ProcessesOptions {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly argumentsOf: (number: number) => readonly string[];
  /** Aborted when all are to stop. */
  readonly signal: AbortSignal;
}

/** Throws CONFIG_INVALID, PORT_IN_USE, LISTEN_FAILED and PROCESS_NEVER_READY; then no process is left. */
export async function startProcesses(
  role: Role,
  { settings: given, logger, argumentsOf, signal }: ProcessesOptions,
): Promise<Running> {
  const settings = requireServers(given);
  const { processes: count } = settings;
  if (role !== 'worker') await requirePort(settings);
  await checkServers(settings, {
    ...{ migrated: true, patienceMs: PATIENCE_MS, connections: mostConnections(role, settings) },
    warn: (text) => logger.warn({}, text),
  });
  const running = await supervise({ count, argumentsOf, logger, signal });
  const { url, pids } = running;
  const where = url === undefined ? '' : ` at ${url}`;
  if (!signal.aborted) logger.info({ role, processes: count, pids, url }, `${count} processes run${where}`);
  return {
    close: async (deadlineMs) => {
      logger.info({ deadlineMs }, 'stopping');
      await running.close(deadlineMs);
      logger.info({}, 'stopped');
    },
  };
}
