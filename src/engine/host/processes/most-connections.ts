// The most connections to the database that several processes may open together.
import { readDatabaseUrl } from '../../postgres/database-url.ts';
import type { ServedSettings } from '../settings.ts';

export type ProcessRole = 'api' | 'worker' | 'all';

/** That of the store's record, which is looked at every second: in each thread. */
const OF_STORE = 1;

/**
 * Of the pools that an API has for operators: two to look through the store, one for documents, two for lanes, two for their
 * records. They are closed when nobody looks.
 */
const OF_OPERATORS = [2, 1, 2, 2] as const;

/** At most: pools open connections as they are needed, and a worker without reactions has no pool for commands. */
export function mostConnections(
  role: ProcessRole,
  { processes, pool, databaseUrl }: Pick<ServedSettings, 'processes' | 'pool' | 'databaseUrl'>,
): number {
  const limit = readDatabaseUrl(databaseUrl).poolSize ?? Infinity;
  const [commands, projections] = [pool.commands, pool.projections].map((size) => Math.min(size, limit));
  const ofRole = (commands ?? 0) + 2 * (projections ?? 0) + OF_STORE;
  const ofOperators = OF_OPERATORS.reduce<number>((sum, size) => sum + Math.min(size, limit), 0);
  // A worker is a thread beside the main one, which has the role `api` or none.
  const ofApi = ofRole + ofOperators;
  const ofWorker = ofRole + (role === 'all' ? 0 : OF_STORE);
  return processes * ((role === 'worker' ? 0 : ofApi) + (role === 'api' ? 0 : ofWorker));
}
