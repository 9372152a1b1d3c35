// The servers of a running `npm run dev`, written down for the command line beside it.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Running } from '../engine/host/running.ts';
import { loadSettings, requireServers, type ServedSettings } from '../engine/host/settings.ts';
import { DEV_DATA } from './local/dev-data.ts';

/** In the form that Node reads settings from. */
const NAMED_SERVERS = resolve(DEV_DATA, 'servers.env');

/** Readable by its owner only; gone when it is closed. */
export function nameServers({ databaseUrl, redisUrl, readModelRedisUrl }: ServedSettings): Running {
  const lines = [
    `DATABASE_URL="${databaseUrl}"`,
    `REDIS_URL="${redisUrl}"`,
    `READ_MODEL_REDIS_URL="${readModelRedisUrl}"`,
  ];
  mkdirSync(DEV_DATA, { recursive: true });
  writeFileSync(NAMED_SERVERS, `${lines.join('\n')}\n`, { mode: 0o600 });
  return { close: async () => rmSync(NAMED_SERVERS, { force: true }) };
}

/** Has the file read by a program that names no server; whatever is wrong with its settings it is told later. */
export function nameOwnServers(read: (file: string) => void): void {
  if (existsSync(NAMED_SERVERS) && !namesServers()) read(NAMED_SERVERS);
}

function namesServers(): boolean {
  try {
    const { databaseUrl, redisUrl, environment } = loadSettings();
    return environment === 'production' || databaseUrl !== undefined || redisUrl !== undefined;
  } catch {
    return true;
  }
}

/** Throws CONFIG_INVALID where no server is named. */
export const servedSettings = (): ServedSettings => requireServers(loadSettings());
