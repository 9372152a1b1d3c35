// Servers that run already: those that the environment names, or those of `npm run dev`.
import { resolve } from 'node:path';
import { loadSettings, requireServers, type ServedSettings } from '../engine/host/settings.ts';
import { createDatabase } from './local/database.ts';
import { DEV_DATA, DEV_DATABASE, DEV_POSTGRES } from './local/dev-data.ts';
import { lastPort, passwordIn } from './local/remembered.ts';
import { urlOfRunning } from './local/running-postgres.ts';

/** Throws CONFIG_INVALID where one is not named and `npm run dev` does not run. */
export async function runningServers(): Promise<ServedSettings> {
  const named = loadSettings();
  const { databaseUrl, redisUrl, readModelRedisUrl } = named;
  const redis = redisUrl ?? redisOfDev();
  return requireServers({
    ...named,
    databaseUrl: databaseUrl ?? (await databaseOfDev()),
    redisUrl: redis,
    readModelRedisUrl: readModelRedisUrl ?? redis,
  });
}

async function databaseOfDev(): Promise<string | undefined> {
  const running = await urlOfRunning(DEV_POSTGRES);
  return running === undefined ? undefined : createDatabase(running, DEV_DATABASE);
}

function redisOfDev(): string | undefined {
  const folder = resolve(DEV_DATA, 'redis');
  const port = lastPort(folder);
  return port === undefined ? undefined : `redis://:${passwordIn(folder)}@127.0.0.1:${port}`;
}
