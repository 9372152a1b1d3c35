// Refused commands, removed by the owner of their table: they are no history, and whoever repeats one of them is decided on anew.
import { openDatabase, type Database, type DatabaseOptions } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';

/** Rows of one statement: it waits for nobody for long. */
const BATCH = 5_000;

/**
 * Over a connection of its own, as the owner of the tables. Throws STORE_UNAVAILABLE and STORE_FAILED.
 *
 * @param before ISO 8601, a day ago at least. @returns how many there were.
 */
export async function removeRefusals(owner: DatabaseOptions, before: string): Promise<number> {
  const database = openDatabase({ ...owner, poolSize: 1 });
  try {
    return await removeAll(database, before);
  } finally {
    await database.close();
  }
}

async function removeAll(database: Database, before: string): Promise<number> {
  let removed = 0;
  for (;;) {
    const [batch] = await database.query<{ readonly count: number }>(sql`
      WITH gone AS (
        DELETE FROM "RefusedCommand" r USING (
          SELECT "principal", "id" FROM "RefusedCommand" WHERE "recordedAt" < ${before}::TIMESTAMPTZ
          ORDER BY "recordedAt", "id" LIMIT ${BATCH}
        ) old
        WHERE r."principal" = old."principal" AND r."id" = old."id" RETURNING 1)
      SELECT count(*)::INTEGER AS count FROM gone`);
    const count = batch?.count ?? 0;
    removed += count;
    if (count < BATCH) return removed;
  }
}
