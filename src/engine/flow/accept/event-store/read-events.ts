// The statements that read events. Times leave the database as text, so that no session's time zone can shift them.
import type { StreamTail } from '../../../model/event-store.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { BEFORE_FIRST, type Position } from '../../../model/position.ts';
import type { Database } from '../../../postgres/database.ts';
import { raw, sql } from '../../../postgres/sql.ts';
import { readable, type EventRow, type ToEvent } from './upcast-events.ts';

const isoTime = (column: string): string =>
  `to_char(e."${column}" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "${column}"`;
const columns = raw(
  `e."position"::TEXT AS "position", e."id", e."stream", e."version", e."type", e."schemaVersion", e."payload",
   e."metadata", ${isoTime('recordedAt')}, ${isoTime('occurredAt')}`,
);

export async function readIncarnation(database: Database): Promise<string> {
  const [row] = await database.query<{ value: string }>(sql`SELECT "value" FROM "Incarnation"`);
  return row?.value ?? '';
}

export async function readHead(database: Database): Promise<Position> {
  const [row] = await database.query<{ head: Position | null }>(
    sql`SELECT max("position")::TEXT AS head FROM "Event"`,
  );
  return row?.head ?? BEFORE_FIRST;
}

export async function readFrom(
  database: Database,
  toEvent: ToEvent,
  { position, limit }: { readonly position: Position; readonly limit: number },
): Promise<readonly RecordedEvent[]> {
  const rows = await database.query<EventRow>(sql`
    SELECT ${columns} FROM "Event" e
    WHERE e."position" >= ${position}::BIGINT ORDER BY e."position" LIMIT ${limit}`);
  return rows.map(toEvent);
}

/** A row without an event says that there is none; it only carries the head. */
type TailRow = { readonly head: Position | null } & (
  (EventRow & { readonly tail: number }) | { readonly tail: null }
);

/** One statement, so one snapshot. */
export async function readStreams(
  database: Database,
  toEvent: ToEvent,
  tails: readonly StreamTail[],
): Promise<{ readonly streams: readonly (readonly RecordedEvent[])[]; readonly head: Position }> {
  const names = tails.map(({ stream }) => stream);
  const versions = tails.map(({ after }) => after);
  const limits = tails.map(({ limit = null }) => limit);
  const rows = await database.query<TailRow>(sql`
    SELECT h.head::TEXT AS head, e.tail, ${columns}
    FROM (SELECT max("position") AS head FROM "Event") h
    LEFT JOIN stream_tails(${names}::TEXT[], ${versions}::INTEGER[], ${limits}::INTEGER[]) e ON TRUE`);
  const streams: RecordedEvent[][] = tails.map(() => []);
  for (const row of rows) {
    if (row.tail !== null) streams[row.tail - 1]?.push(readable(toEvent(row)));
  }
  return { streams, head: rows[0]?.head ?? BEFORE_FIRST };
}
