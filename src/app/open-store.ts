// The store that a process serves: how its keys are spelled, asked of the database before anything else is opened.
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipstreamError } from '../engine/model/errors.ts';
import type { Logger } from '../engine/model/logger.ts';
import { storeKeys, type StoreKeys } from '../engine/model/store-keys.ts';
import type { StoreRecord, StoreRecords } from '../engine/model/store.ts';
import { createStoreRecords } from '../engine/runtime.ts';
import type { ServedConfig } from './config.ts';

export interface OpenStore {
  readonly keys: StoreKeys;
  close(): Promise<void>;
}

interface StoreOptions {
  readonly config: ServedConfig;
  readonly applicationName: string;
  readonly logger: Logger;
}

/** How long a database that does not answer is waited for, in milliseconds. */
const PATIENCE_MS = 30_000;
const RETRY_MS = 500;

/**
 * Throws STORE_UNAVAILABLE, and STORE_FAILED where the database was not migrated; then what was opened before is closed.
 */
export async function openStore(
  { config, applicationName, logger }: StoreOptions,
  before: { readonly close: () => void },
): Promise<OpenStore> {
  const records = createStoreRecords({ databaseUrl: config.databaseUrl, applicationName, logger });
  try {
    const { name } = await readPatiently(records, logger);
    return { keys: storeKeys(config.storeName ?? name), close: () => records.close() };
  } catch (error) {
    before.close();
    await records.close();
    throw error;
  }
}

async function readPatiently(records: StoreRecords, logger: Logger): Promise<StoreRecord> {
  const until = performance.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await records.read();
    } catch (error) {
      if (isMissing(error)) throw notMigrated(error);
      const passes = error instanceof SlipstreamError && error.code === 'STORE_UNAVAILABLE';
      if (!passes || performance.now() > until) throw error;
      if (attempt === 1) logger.warn({ err: error }, 'The database of DATABASE_URL does not answer yet.');
    }
    await sleep(RETRY_MS);
  }
}

/** No such table, or no such function. */
const isMissing = (error: unknown): boolean =>
  error instanceof SlipstreamError && ['42P01', '42883'].includes(String(error.details['state']));

function notMigrated(cause: unknown): SlipstreamError {
  const message = 'The database of DATABASE_URL is not up to date: run `npm run cli -- migrate`.';
  return new SlipstreamError('STORE_FAILED', message, { cause });
}
