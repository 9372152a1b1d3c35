// The step after a restore of the database from a backup, while APIs and workers run or before they start.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipstreamError } from '../model/errors.ts';
import { storeKeys } from '../model/store-keys.ts';
import type { StoreOwner } from '../model/store-owner.ts';
import type { DatabaseIdentity, StoreRecord, StoreRecords } from '../model/store.ts';
import { createStoreRecords } from '../flow/accept/event-store/store-records.ts';
import { createOwnerRecords, HELD_FOR_MS, type OwnerRecords } from '../stores/redis/owner-records.ts';
import type { ServedSettings } from '../host/settings.ts';
import { decideOwner, ownerOf, type OwnerDecision } from '../host/store/decide-owner.ts';

export interface RestoredOptions {
  readonly settings: Pick<ServedSettings, 'databaseUrl' | 'readModelRedisUrl' | 'storeName'>;
  /** The original is gone: its name is kept, also where the database has another address. */
  readonly instead?: boolean;
  /** The database was moved as a whole and nothing was lost: only the record of its place is renewed. */
  readonly moved?: boolean;
  /** Also where it was done before. */
  readonly again?: boolean;
}

/** `renewed`: the incarnation is another one. `moved`: the keys are this database's now. `unchanged`: it was done before. */
export interface Restored {
  readonly outcome: 'renewed' | 'moved' | 'unchanged';
  readonly store: string;
  /** What it was called before, if it has another name now. */
  readonly formerly: string | undefined;
  readonly database: string;
  readonly incarnation: string;
  /** Position of the last event. */
  readonly head: string;
  readonly reactionsKept: readonly string[];
  readonly reactionsAnew: readonly string[];
  /** When it was done before (ISO 8601). */
  readonly doneAt: string | undefined;
}

/**
 * Throws STORE_UNAVAILABLE, STORE_FAILED, READ_MODEL_UNAVAILABLE, and STORE_OF_ANOTHER_DATABASE where the keys of a
 * configured name, or of one that is to be kept, are in use by another database.
 */
export async function restored(options: RestoredOptions): Promise<Restored> {
  const { databaseUrl, readModelRedisUrl, storeName } = options.settings;
  const records = createStoreRecords({ databaseUrl, applicationName: 'slipstream-restored' });
  try {
    const record = await records.read();
    const owners = createOwnerRecords({ url: readModelRedisUrl, keys: storeKeys(storeName ?? record.name) });
    const at = { records, owners, record, mine: ownerOf(databaseUrl, record.database) };
    try {
      return await act(options, at);
    } finally {
      owners.close();
    }
  } finally {
    await records.close();
  }
}

interface At {
  readonly records: StoreRecords;
  readonly owners: OwnerRecords;
  readonly record: StoreRecord;
  readonly mine: StoreOwner;
}

async function act(options: RestoredOptions, at: At): Promise<Restored> {
  const { storeName } = options.settings;
  const { record, mine } = at;
  const decision = await settled(at);
  const belongs = decision === 'ours' || decision === 'claim';
  const takes = options.instead === true || options.moved === true;
  if (decision === 'wait' || (!belongs && takes && (await isHeld(at)))) throw inUse(storeName ?? record.name);
  const isCopy = !belongs && !takes;
  if (isCopy && storeName !== undefined) throw configured(storeName);
  const found = {
    ...{ store: storeName ?? record.name, formerly: undefined, database: mine.address },
    ...{ incarnation: record.incarnation, head: record.head.position, doneAt: record.restored?.at },
    ...{ reactionsKept: [], reactionsAnew: [] },
  };
  if (options.moved === true) {
    await take(at.owners, mine);
    return { ...found, outcome: 'moved' };
  }
  if (
    !isCopy &&
    options.again !== true &&
    record.restored?.in === `${identityOf(record.database)}/${record.writtenBy}`
  ) {
    await take(at.owners, mine);
    return { ...found, outcome: 'unchanged' };
  }
  const name = isCopy ? newName() : undefined;
  const renewal = await at.records.renew(name, identityOf(record.database));
  if (name !== undefined)
    return { ...found, ...renewal, outcome: 'renewed', store: name, formerly: record.name };
  await take(at.owners, mine);
  return { ...found, ...renewal, outcome: 'renewed' };
}

/** A database that was replaced a moment ago is held by nobody any more within seconds. */
async function settled({ owners, mine }: At): Promise<OwnerDecision> {
  const until = performance.now() + HELD_FOR_MS + 1000;
  for (;;) {
    const decision = decideOwner(await reading(owners), mine);
    if (decision !== 'wait' || performance.now() > until) return decision;
    await sleep(250);
  }
}

const isHeld = async ({ owners }: At): Promise<boolean> => (await reading(owners)).held;

async function take(owners: OwnerRecords, mine: StoreOwner): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await owners.hold((await reading(owners)).owner, mine)) return;
  }
  throw new SlipstreamError('STORE_OF_ANOTHER_DATABASE', 'Somebody else takes the keys at the same time.');
}

async function reading(owners: OwnerRecords) {
  return owners.read().catch((cause: unknown) => {
    const message = 'The Redis of READ_MODEL_REDIS_URL (or REDIS_URL) does not answer.';
    throw new SlipstreamError('READ_MODEL_UNAVAILABLE', message, { cause });
  });
}

/** Ten letters and digits, as the database makes them. */
const newName = (): string => randomBytes(5).toString('hex');

/** With the transaction that wrote it another one after every restore, but for files that were put back as they were. */
const identityOf = ({ systemId, oid, timeline }: DatabaseIdentity): string =>
  `${systemId}/${oid}/${timeline}`;

function inUse(store: string): SlipstreamError {
  return new SlipstreamError(
    'STORE_OF_ANOTHER_DATABASE',
    `Processes of another database use the keys of store ${store} at this moment. Stop them, or leave --instead and ` +
      '--moved out: then this database gets a name of its own.',
  );
}

function configured(store: string): SlipstreamError {
  return new SlipstreamError(
    'STORE_OF_ANOTHER_DATABASE',
    `STORE_NAME is ${store}, and its keys belong to another database: set another STORE_NAME for this one and run ` +
      'this again; or, if the other one is gone, run it with --instead.',
  );
}
