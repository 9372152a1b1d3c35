// Decision whether a database may take over the keys of a store. Whoever is recorded wins over a copy that comes later.
import type { OwnerRecord, StoreOwner } from '../../model/store-owner.ts';
import type { DatabaseIdentity } from '../../model/store.ts';

/**
 * `ours`: the keys belong to this very database. `claim`: they do from now on.
 * `wait`: it may be this database, restored or failed over a moment ago, or another one that is in use: that shows as soon
 * as nobody holds the keys any more. `refuse`: they belong to another database.
 */
export type OwnerDecision = 'ours' | 'claim' | 'wait' | 'refuse';

export function decideOwner({ owner, held }: OwnerRecord, mine: StoreOwner): OwnerDecision {
  if (owner === undefined) return 'claim';
  const isSameAddress = owner.address === mine.address;
  const isSameOid = owner.oid === mine.oid && owner.systemId === mine.systemId;
  // Reached by another name, as through a pooler.
  if (isSameOid && owner.startedAt === mine.startedAt) return 'ours';
  if (isSameOid && isSameAddress) return 'ours';
  // Moved as a whole: a standby that was promoted. Without the id of the cluster an oid says nothing about that.
  const isSameDatabase = isSameOid && owner.systemId !== '';
  if (!isSameAddress && !isSameDatabase) return 'refuse';
  return held ? 'wait' : 'claim';
}

/** @param databaseUrl as it is set. */
export function ownerOf(databaseUrl: string, database: DatabaseIdentity): StoreOwner {
  const { hostname, port, searchParams } = new URL(databaseUrl);
  const host = (searchParams.get('host') ?? hostname).toLowerCase();
  const { oid, systemId, startedAt } = database;
  const place = `${host}:${port || (searchParams.get('port') ?? '5432')}`;
  return { address: `${place}/${database.name}?${database.schema}`, oid, systemId, startedAt };
}
