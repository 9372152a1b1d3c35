// createRuntime: what one process of a system runs, started and stopped in order. What a role needs is loaded with it.
import type { System } from '../definitions/define-system.ts';
import { withCheckedFolds } from '../fold/checked-folds.ts';
import { SlipstreamError } from '../model/errors.ts';
import { limitProcess } from '../model/limits.ts';
import type { Logger } from '../model/logger.ts';
import { createLogger } from '../observability/logger.ts';
import type { CheckServersOptions } from './check-servers.ts';
import type {
  ApiOptions,
  CommandsOptions,
  RunningApi,
  RunningCommands,
  RunningWorker,
  WorkerOptions,
} from './roles.ts';
import { userOf } from '../postgres/database-url.ts';
import { together, type Running } from './running.ts';
import type { Process, ProcessOptions } from './open-process.ts';
import { requireDataKeys } from './require-data-keys.ts';
import {
  requireDatabase,
  requireOwner,
  requireServers,
  type ServedSettings,
  type Settings,
} from './settings.ts';
import { placeWorker } from './threads/place-worker.ts';
import { openTraces } from './traces/open-traces.ts';

const CLOSED_WITHIN_MS = 10_000;

export interface RuntimeOptions extends ProcessOptions {
  /** By the settings' level to standard error if omitted. */
  readonly logger?: Logger;
  /** Holds each document that is folded against its shape: for development, where a mistake should be told. False if omitted. */
  readonly checksDocuments?: boolean | undefined;
}

export interface Runtime {
  /**
   * Brings the database up to date; answers with what was applied. Throws MIGRATION_FAILED.
   * @param log told what is done, and what of the database weakens a promise; the latter is logged if omitted.
   */
  migrate(log?: (line: string) => void): Promise<{ readonly applied: readonly string[] }>;
  /** The role `api`: accepts commands and answers reads and subscriptions. Throws PORT_IN_USE, CONFIG_INVALID and more. */
  api(options?: ApiOptions): Promise<RunningApi>;
  /** The role `worker`: folds events into documents and answers them with commands. */
  worker(options?: WorkerOptions): Promise<RunningWorker>;
  /** Commands alone, for programs that import or seed. Needs no Redis; with one, workers are told at once. */
  commands(options?: CommandsOptions): Promise<RunningCommands>;
  /** Stops what was started, the last first; gone by the deadline (in milliseconds) at the latest. */
  close(deadlineMs?: number): Promise<void>;
}

export function createRuntime(defined: System, given: Settings, options: RuntimeOptions = {}): Runtime {
  const { name, checksDocuments = false } = options;
  const place = placeWorker(given, options);
  const { settings } = place;
  const { checksServers = true } = place.process;
  limitProcess(settings.limits);
  const system = checksDocuments ? withCheckedFolds(defined) : defined;
  const logger =
    options.logger ?? createLogger({ level: settings.logLevel, ...(name === undefined ? {} : { name }) });
  const shared = sharing(system, settings, { ...options, ...place.process, logger });
  const started: Running[] = [];
  let closed: Promise<void> | undefined;

  const begin = async <Role extends Running>(start: () => Promise<Role>): Promise<Role> => {
    if (closed) throw new SlipstreamError('SHUTTING_DOWN', 'This runtime was closed.');
    requireDataKeys(system, settings);
    const role = await start();
    started.push(role);
    return role;
  };
  const close = (deadlineMs = CLOSED_WITHIN_MS): Promise<void> => {
    closed ??= shared.close(deadlineMs, () => together(started).close(deadlineMs));
    return closed;
  };
  const warn = (text: string): void => logger.warn({}, text);
  return {
    migrate: async (log) => {
      const look = { migrated: false, warn: log ?? warn };
      if (checksServers) await lookAtDatabase(requireOwner(settings), look);
      return migrateAsOwner(settings, log);
    },
    api: (api = {}) =>
      begin(async () => {
        const { requirePort } = await import('./http/require-port.ts');
        if (checksServers) await requirePort(settings);
        const { startApi } = await import('./start-api.ts');
        return startApi(system, api, { tokenKeys: settings.tokenKeys, open: shared.open });
      }),
    worker: (worker = {}) => begin(async () => place.start(await shared.open(), worker, close)),
    commands: (commands = {}) =>
      begin(async () => {
        const { startCommands } = await import('./open-commands.ts');
        const served = { ...settings, databaseUrl: requireDatabase(settings) };
        const rings = settings.redisUrl !== undefined;
        // With a Redis the whole of the store is looked at.
        if (checksServers && !rings) await lookAtDatabase(served.databaseUrl, { migrated: true, warn });
        const { keys } = rings ? (await shared.open()).store : {};
        return startCommands(system, { ...commands, settings: served, keys, ...(await shared.observers()) });
      }),
    close,
  };
}

/** What every role of servers is started with, opened with the first. */
function sharing(system: System, settings: Settings, options: ProcessOptions & { readonly logger: Logger }) {
  let process: Promise<Process> | undefined;
  const { logger, siblings, lookEveryMs } = options;
  let opening: ReturnType<typeof openTraces> | undefined;
  const observers = async () => {
    opening ??= openTraces(settings, logger);
    return { logger, traces: await opening };
  };
  const openOnce = async (served: ServedSettings): Promise<Process> => {
    const { openProcess } = await import('./open-process.ts');
    return openProcess(system, served, options);
  };
  return {
    observers,
    open: async () => {
      const served = requireServers(settings);
      process ??= openOnce(served);
      const { owner, store, presence, metrics } = await process;
      const opened = { owner, store, presence, metrics, ...(await observers()) };
      return { system, settings: served, siblings, lookEveryMs, ...opened };
    },
    /** @param roles stops what was started. */
    close: async (deadlineMs: number, roles: () => Promise<void>): Promise<void> => {
      const opened = await process?.catch(() => undefined);
      await (opened ? opened.close(deadlineMs, roles) : roles());
    },
  };
}

async function migrateAsOwner(settings: Settings, log: ((line: string) => void) | undefined) {
  const { migrate } = await import('../postgres/migrations/migrate.ts');
  const [owner, server] = [requireOwner(settings), requireDatabase(settings)];
  const serverRole = owner === server ? undefined : userOf(server);
  return migrate(owner, { ...(log === undefined ? {} : { log }), serverRole });
}

/** For what uses the database alone. Throws CONFIG_INVALID. */
async function lookAtDatabase(databaseUrl: string, options: CheckServersOptions): Promise<void> {
  const { checkServers } = await import('./check-servers.ts');
  await checkServers({ databaseUrl }, options);
}
