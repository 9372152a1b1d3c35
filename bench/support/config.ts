// The settings of a role for the servers of the run.
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
