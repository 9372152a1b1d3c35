// Types of the stored events, each with its schema version, as operators compare them with the code.
import type { StoredEventType } from '../../../model/stored-event-types.ts';
import { openDatabase, type DatabaseOptions } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';

/** All events are looked through. */
const STATEMENT_MS = 10 * 60_000;

export async function readEventTypes(options: DatabaseOptions): Promise<readonly StoredEventType[]> {
  const database = openDatabase({ ...options, poolSize: 1, statementTimeoutMs: STATEMENT_MS });
  try {
    return await database.query<StoredEventType>(sql`
      SELECT split_part("stream", '/', 1) AS "category", "type", "schemaVersion", count(*)::FLOAT8 AS "events",
        min("position")::TEXT AS "first", max("position")::TEXT AS "last"
      FROM "Event" GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);
  } finally {
    await database.close();
  }
}
