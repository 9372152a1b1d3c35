// The configuration of a role for the servers of the run, made as any other is.
import { loadSettings, requireServers } from '../../src/engine/host/settings.ts';
import { storeKeys } from '../../src/engine/model/store-keys.ts';
import type { Servers } from './servers.ts';

export const keys = storeKeys('bench');

export const environmentFor = ({ databaseUrl, redisUrl }: Servers) => ({
  DATABASE_URL: databaseUrl,
  REDIS_URL: redisUrl,
  STORE_NAME: keys.store,
  PORT: '0',
  LOG_LEVEL: 'warn',
});

export const configFor = (servers: Servers) => requireServers(loadSettings(environmentFor(servers)));
