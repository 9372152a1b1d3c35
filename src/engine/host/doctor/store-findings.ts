// Findings about the store: its name and incarnation, and whether the keys in Redis are this database's. Nothing is taken over.
import { createStoreRecords } from '../../flow/accept/event-store/store-records.ts';
import { checkDataKeys } from '../../flow/accept/event-store/personal/check-data-keys.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { about, type Finding } from '../../model/findings.ts';
import { silentLogger } from '../../model/logger.ts';
import { storeKeys } from '../../model/store-keys.ts';
import type { OwnerRecord } from '../../model/store-owner.ts';
import type { StoreRecord } from '../../model/store.ts';
import { createOwnerRecords } from '../../stores/redis/owner-records.ts';
import type { ServedSettings } from '../settings.ts';
import { decideOwner, ownerOf } from '../store/decide-owner.ts';
import { ofAnother } from '../store/store-ownership.ts';

/** Rejects if the database is away. */
export async function readStore({ databaseUrl }: Pick<ServedSettings, 'databaseUrl'>): Promise<StoreRecord> {
  const records = createStoreRecords({
    ...{ databaseUrl, applicationName: 'slipstream-check', logger: silentLogger },
  });
  try {
    return await records.read();
  } finally {
    await records.close();
  }
}

export function storeFinding({ name, incarnation, head, restored }: StoreRecord): Finding {
  const renewed = restored ? `, renewed at ${restored.at}` : '';
  return about('store').ok(`${name}, incarnation ${incarnation}${renewed}, head ${head.position}`);
}

/** Rejects if the database is away. */
export async function dataKeysFinding({ databaseUrl, dataKeys }: ServedSettings): Promise<Finding> {
  const keys = about('data keys');
  try {
    const isThere = await checkDataKeys({ databaseUrl, applicationName: 'slipstream-check' }, dataKeys);
    return keys.ok(isThere ? 'DATA_KEYS open what is sealed here' : 'nothing personal is stored yet');
  } catch (error) {
    if (!(error instanceof SlipstreamError) || error.code !== 'STORE_FAILED') throw error;
    return keys.bad('DATA_KEYS are not those that this database was written with: set these.');
  }
}

/** Rejects if Redis is away. */
export async function ownerFinding(
  { databaseUrl, readModelRedisUrl, storeName }: ServedSettings,
  { name, database }: StoreRecord,
): Promise<Finding> {
  const keys = storeKeys(storeName ?? name);
  const owners = createOwnerRecords({ url: readModelRedisUrl, keys });
  try {
    const record = await owners.read();
    const mine = ownerOf(databaseUrl, database);
    const decision = decideOwner(record, mine);
    if (decision === 'refuse') {
      return about('keys').bad(ofAnother(keys.store, mine, record.owner).message);
    }
    return decision === 'ours' ? owned(keys.store, mine.address) : claimable(keys.store, record);
  } finally {
    owners.close();
  }
}

const owned = (store: string, address: string): Finding =>
  about('keys').ok(`those of ${store} belong to ${address}`);

function claimable(store: string, { owner, held }: OwnerRecord): Finding {
  const keys = about('keys');
  if (owner === undefined) {
    return keys.warn(
      `those of ${store} belong to nobody yet, or Redis is empty: the next process takes them.`,
    );
  }
  const other = `those of ${store} belong to ${owner.address}, before it was restored or moved`;
  return keys.warn(
    held
      ? `${other}, and processes of it are still there: stop them.`
      : `${other}: the next process takes them. After a restore run npm run cli -- restored.`,
  );
}
