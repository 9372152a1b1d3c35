// The owner of a store's keys: the database they belong to. The record is in Redis, beside the keys.
import type { DatabaseIdentity } from './store.ts';

export interface StoreOwner extends Pick<DatabaseIdentity, 'oid' | 'systemId' | 'startedAt'> {
  /** `host:port/database?schema`, as the settings name it; no user, no password. */
  readonly address: string;
}

export interface OwnerRecord {
  readonly owner: StoreOwner | undefined;
  /** Whether a process of that database was there in the last seconds. */
  readonly held: boolean;
}
