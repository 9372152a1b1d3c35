// The store that a process serves: how its keys are spelled, and proof that they are its own, before anything is written.
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import { storeKeys, type StoreKeys } from '../../model/store-keys.ts';
import type { StoreOwner } from '../../model/store-owner.ts';
import type { StoreRecord, StoreRecords } from '../../model/store.ts';
import { createStoreRecords } from '../../flow/accept/event-store/store-records.ts';
import { createOwnerRecords, HELD_FOR_MS } from '../../stores/redis/owner-records.ts';
import type { ServedSettings } from '../settings.ts';
import { ownerOf } from './decide-owner.ts';
import { createStoreOwnership, type StoreOwnership } from './store-ownership.ts';
import { watchStore, type StoreWatch } from './watch-store.ts';

export interface OpenStore extends StoreWatch {
  readonly keys: StoreKeys;
}

interface StoreOptions {
  readonly settings: ServedSettings;
  readonly applicationName: string;
  readonly logger: Logger;
  readonly lookEveryMs?: number | undefined;
}

/** How long a database that does not answer is waited for, in milliseconds. */
const PATIENCE_MS = 30_000;
const RETRY_MS = 500;

/**
 * Throws STORE_UNAVAILABLE, STORE_FAILED where the database was not migrated, and STORE_OF_ANOTHER_DATABASE; then what was
 * opened before is closed.
 */
export async function openStore(
  { settings, applicationName, logger, lookEveryMs }: StoreOptions,
  before: { readonly close: () => void },
): Promise<OpenStore> {
  const { databaseUrl, storeName } = settings;
  const records = createStoreRecords({ databaseUrl, applicationName, logger });
  const opened: { close(): unknown }[] = [records, before];
  const closeAll = async (): Promise<void> => {
    await Promise.all(opened.map((each) => each.close()));
  };
  try {
    const first = await readPatiently(records, logger);
    const keys = storeKeys(storeName ?? first.name);
    const owners = createOwnerRecords({ url: settings.readModelRedisUrl, keys });
    opened.push(owners);
    const ownership = createStoreOwnership({ owners, store: keys.store, logger });
    await proveOwnership(ownership, ownerOf(databaseUrl, first.database));
    const isNamed = storeName !== undefined;
    const watch = watchStore({
      records,
      ownership,
      databaseUrl,
      first,
      isNamed,
      logger,
      everyMs: lookEveryMs,
    });
    return {
      ...{ ...watch, keys },
      close: async () => {
        await watch.close();
        owners.close();
        await records.close();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** A Redis that is away is asked later: the roles start without it. */
async function proveOwnership(ownership: StoreOwnership, mine: StoreOwner): Promise<void> {
  const until = performance.now() + HELD_FOR_MS + 2 * RETRY_MS;
  for (;;) {
    const state = await ownership.look(mine).catch(() => 'unknown' as const);
    const isDecided = state !== 'wait' || performance.now() > until;
    const fault = ownership.fault();
    if (isDecided && fault !== undefined) throw fault;
    if (isDecided) return;
    await sleep(RETRY_MS);
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
