// Everything on one machine with nothing configured: servers, migrations, demo shop, API and worker.
import { resolve } from 'node:path';
import { createLogger } from '../engine/runtime.ts';
import { checkServers } from './check-servers.ts';
import { loadConfig, requireServers, type Config } from './config.ts';
import { requirePort } from './free-to-listen.ts';
import { createDatabase } from './local/database.ts';
import { DEV_DATA, DEV_DATABASE, DEV_POSTGRES } from './local/dev-data.ts';
import { startPostgres } from './local/postgres.ts';
import { provideRedis } from './local/provide-redis.ts';
import { migrate } from './migrations/migrate.ts';
import { modules } from './modules.ts';
import { together, type Running } from './running.ts';
import { seedDemoShop } from './seed-demo-shop.ts';
import { startApi } from './start-api.ts';
import { startWorker } from './start-worker.ts';
import { watchProcess } from './watched.ts';
import { STOREFRONT_FOLDER, storefrontRoute } from './storefront.ts';

export type Say = (line: string) => void;

export async function startDev(say: Say): Promise<Running> {
  const started: Running[] = [];
  try {
    const named = loadConfig(undefined, { logLevel: 'warn' });
    named.notes.forEach(say);
    // What can't work is told before anything is started.
    await requirePort(named);
    await checkServers(named, { migrated: false, warn: say });
    const config = await withServers(named, { say, started });
    const { applied } = await migrate(config.databaseUrl);
    if (applied.length > 0) say(`Migrated: ${applied.join(', ')}`);
    const logger = createLogger({ level: config.logLevel });
    const projectorDelay = { ms: 0 };
    const { process: watched, around } = watchProcess({ config, modules, logger });
    started.push(await startWorker({ config, modules, logger, projectorDelay, process: watched }));
    const storefront = storefrontRoute({ folder: STOREFRONT_FOLDER, projectorDelay });
    const api = await startApi({ config, modules, logger, routes: [storefront] });
    started.push(api);
    const fresh = await seedDemoShop(api.services.commands);
    if (fresh > 0) say(`Filled the demo shop with ${fresh} commands`);
    say(welcome(api.url));
    return around(together(started));
  } catch (error) {
    await together(started).close(5000);
    throw error;
  }
}

async function withServers(config: Config, { say, started }: { say: Say; started: Running[] }) {
  return requireServers({
    ...config,
    databaseUrl: config.databaseUrl ?? (await ownDatabase(say, started)),
    ...(config.redisUrl === undefined
      ? await ownRedis(say, { started, readModelRedisUrl: config.readModelRedisUrl })
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

function welcome(url: string): string {
  return `
Slipstream is ready.

  storefront     ${url}/storefront
  GraphiQL       ${url}/graphql
  schema         ${url}/schema.graphql
  health, ready  ${url}/health  ${url}/ready

Try this in GraphiQL (its tabs go on from there), or in a shell:

  curl -s ${url}/graphql -H 'content-type: application/json' -d '{"query":"{ order(id: \\"demo-order-1\\") { version status customer { name } total { amount currency } } }"}'

Ctrl-C stops everything.`;
}
