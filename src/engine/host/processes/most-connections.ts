// The most connections to the database that several processes may open together.
import { readDatabaseUrl } from '../../postgres/database-url.ts';
import type { ServedSettings } from '../settings.ts';

export type ProcessRole = 'api' | 'worker' | 'all';

/** That of the store's record, which is looked at every second. */
const OF_STORE = 1;

/** At most: pools open connections as they are needed, and a worker without reactions has no pool for commands. */
export function mostConnections(
  role: ProcessRole,
  { processes, pool, databaseUrl }: Pick<ServedSettings, 'processes' | 'pool' | 'databaseUrl'>,
): number {
  const limit = readDatabaseUrl(databaseUrl).poolSize ?? Infinity;
  const [commands, projections] = [pool.commands, pool.projections].map((size) => Math.min(size, limit));
  const ofRole = (commands ?? 0) + 2 * (projections ?? 0);
  return processes * ((role === 'all' ? 2 : 1) * ofRole + OF_STORE);
}
