// The statement that tells how long events have been waiting, as of one moment and by the clock that recorded them.
import type { WaitingEvents } from '../../../model/waiting-events.ts';
import { BEFORE_FIRST, type Position } from '../../../model/position.ts';
import type { Database } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';

interface Row {
  readonly head: Position | null;
  readonly n: number | null;
  readonly ageMs: number | null;
}

export const waitingEvents = (database: Database): WaitingEvents => ({
  waiting: async (positions) => {
    const rows = await database.query<Row>(sql`
      SELECT h.head::TEXT AS head, k.n::INTEGER AS n,
        (extract(EPOCH FROM clock_timestamp() - e."recordedAt") * 1000)::FLOAT8 AS "ageMs"
      FROM (SELECT max("position") AS head FROM "Event") h
      LEFT JOIN unnest(${positions}::BIGINT[]) WITH ORDINALITY AS k (position, n) ON TRUE
      LEFT JOIN "Event" e ON e."position" = k.position + 1`);
    const agesMs = positions.map(() => 0);
    for (const { n, ageMs } of rows) {
      // A clock that was set back makes nothing younger than new.
      if (n !== null && ageMs !== null) agesMs[n - 1] = Math.max(0, ageMs);
    }
    return { head: rows[0]?.head ?? BEFORE_FIRST, agesMs };
  },
});
