// The development server: Postgres, Redis, migrations, API and worker on one machine with nothing configured.
import { resolve } from 'node:path';
import { z } from 'zod';
import type { System } from '../engine/definitions/define-system.ts';
import { checkServers } from '../engine/host/check-servers.ts';
import { createRuntime } from '../engine/host/create-runtime.ts';
import type { ApiOptions } from '../engine/host/roles.ts';
import { requirePort } from '../engine/host/http/require-port.ts';
import { together, type Running } from '../engine/host/running.ts';
import { loadSettings, requireServers, type ServedSettings, type Settings } from '../engine/host/settings.ts';
import { givenToThread } from '../engine/host/threads/hosted-thread.ts';
import type { CommandBus } from '../engine/model/services.ts';
import { createDatabase } from './local/database.ts';
import { DEV_DATA, DEV_DATABASE, DEV_POSTGRES } from './local/dev-data.ts';
import { startPostgres } from './local/postgres.ts';
import { provideRedis } from './local/provide-redis.ts';
import { nameServers } from './named-servers.ts';
import { sharedDelay, slowTurns, type ProjectorDelay } from './slow-turns.ts';

export type Say = (line: string) => void;

export interface DevOptions {
  readonly say: Say;
  /** The program that calls `startDevWorker`. */
  readonly worker: URL;
  /** What the API is started with. @param delay slows the projections down; it may be changed at any time. */
  readonly api?: (delay: ProjectorDelay) => ApiOptions;
  /** Runs once the API listens, such as to fill a store that is empty; what it answers is said. */
  readonly fill?: (commands: CommandBus) => Promise<string | undefined>;
  /** Said when everything is there. */
  readonly welcome: (url: string) => string;
}

export async function startDev(system: System, options: DevOptions): Promise<Running> {
  const { say, worker, api: apiOptions, fill, welcome } = options;
  const started: Running[] = [];
  try {
    const named = loadSettings(undefined, { logLevel: 'warn' });
    named.notes.forEach(say);
    // What can't work is told before anything is started.
    await requirePort(named);
    await checkServers(named, { migrated: false, warn: say });
    const settings = await withServers(named, { say, started });
    started.push(nameServers(settings));
    const runtime = createRuntime(system, settings, { checksServers: false, checksDocuments: true });
    started.push(runtime);
    const { applied } = await runtime.migrate();
    if (applied.length > 0) say(`Migrated: ${applied.join(', ')}`);
    const delay = sharedDelay();
    await runtime.worker({ thread: { file: worker, data: givenToWorker(settings, delay.memory) } });
    const api = await runtime.api(apiOptions?.(delay));
    const filled = await fill?.(api.services.commands);
    if (filled !== undefined) say(filled);
    say(welcome(api.url));
    return together(started);
  } catch (error) {
    await together(started).close(5000);
    throw error;
  }
}

const GivenToWorker = z.object({
  delay: z.instanceof(SharedArrayBuffer),
  servers: z.object({ databaseUrl: z.string(), redisUrl: z.string(), readModelRedisUrl: z.string() }),
});

/** The worker of `npm run dev`, in its thread. */
export async function startDevWorker(system: System): Promise<void> {
  const { delay: memory, servers } = GivenToWorker.parse(givenToThread());
  const settings = { ...loadSettings(undefined, { logLevel: 'warn' }), ...servers };
  const delay = sharedDelay(memory);
  const runtime = createRuntime(system, settings, { checksDocuments: true });
  await runtime.worker({ around: (turns) => slowTurns(turns, delay) });
}

const givenToWorker = (
  { databaseUrl, redisUrl, readModelRedisUrl }: ServedSettings,
  delay: SharedArrayBuffer,
): z.infer<typeof GivenToWorker> => ({ delay, servers: { databaseUrl, redisUrl, readModelRedisUrl } });

async function withServers(settings: Settings, { say, started }: { say: Say; started: Running[] }) {
  return requireServers({
    ...settings,
    databaseUrl: settings.databaseUrl ?? (await ownDatabase(say, started)),
    ...(settings.redisUrl === undefined
      ? await ownRedis(say, { started, readModelRedisUrl: settings.readModelRedisUrl })
      : {}),
  });
}

async function ownDatabase(say: Say, started: Running[]): Promise<string> {
  say('Starting PostgreSQL (data in .data/postgres) …');
  const postgres = await startPostgres({ dataDir: DEV_POSTGRES });
  started.push({ close: () => postgres.stop() });
  return createDatabase(postgres.url(), DEV_DATABASE);
}

async function ownRedis(
  say: Say,
  { started, readModelRedisUrl }: { started: Running[]; readModelRedisUrl: string | undefined },
) {
  say('Starting Redis (data in .data/redis) …');
  const redis = await provideRedis({ dataDir: resolve(DEV_DATA, 'redis'), log: say });
  started.push({ close: () => redis.stop() });
  return { redisUrl: redis.url, readModelRedisUrl: readModelRedisUrl ?? redis.url };
}
