// The statements that read events. Times leave the database as text, so that no session's time zone can shift them.
import { SlipstreamError } from '../../../model/errors.ts';
import type { StreamTail, StreamTails } from '../../../model/event-store.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { BEFORE_FIRST, type Position } from '../../../model/position.ts';
import type { Database, Queries } from '../../../postgres/database.ts';
import { raw, sql } from '../../../postgres/sql.ts';
import { isoText } from './iso-text.ts';
import { eventPlace, type OpenRows } from './personal/open-rows.ts';
import { readable, type EventRow, type ToEvent } from './upcast-events.ts';

const isoTime = (column: string): string => `${isoText(`e."${column}"`)} AS "${column}"`;
const databaseClock = raw(isoText('clock_timestamp()'));
const columns = raw(
  `e."position"::TEXT AS "position", e."id", e."stream", e."version", e."type", e."schemaVersion", e."payload",
   e."metadata", ${isoTime('recordedAt')}, ${isoTime('occurredAt')}`,
);

export async function readIncarnation(database: Database): Promise<string> {
  const [row] = await database.query<{ value: string }>(
    sql`/* incarnation */ SELECT "value" FROM "Incarnation"`,
  );
  return row?.value ?? '';
}

export async function readHead(database: Database): Promise<Position> {
  const [row] = await database.query<{ head: Position | null }>(
    sql`/* head */ SELECT max("position")::TEXT AS head FROM "Event"`,
  );
  return row?.head ?? BEFORE_FIRST;
}

/** From the head backward: what was recorded lately is looked through, and nothing else. */
export async function readPositionBefore(database: Database, ageMs: number): Promise<Position> {
  const [row] = await database.query<{ position: Position }>(sql`
    SELECT "position"::TEXT AS "position" FROM "Event"
    WHERE "recordedAt" <= clock_timestamp() - ${ageMs}::INTEGER * INTERVAL '1 millisecond'
    ORDER BY "Event"."position" DESC LIMIT 1`);
  return row?.position ?? BEFORE_FIRST;
}

/** How rows become events. */
export interface Reading {
  readonly toEvent: ToEvent;
  readonly open: OpenRows;
}

export async function readFrom(
  database: Database,
  { toEvent, open }: Reading,
  { position, limit }: { readonly position: Position; readonly limit: number },
): Promise<readonly RecordedEvent[]> {
  const rows = await database.query<EventRow>(sql`/* events_from */
    SELECT ${columns} FROM "Event" e
    WHERE e."position" >= ${position}::BIGINT ORDER BY e."position" LIMIT ${limit}`);
  return (await open(rows, eventPlace)).map(toEvent);
}

/** A row without an event says that there is none; it only carries the head. */
type TailRow = { readonly head: Position | null; readonly now: string } & (
  FoundRow | { readonly tail: null }
);
type FoundRow = EventRow & { readonly tail: number };

/** One statement, so one snapshot. */
export async function readStreams(
  database: Queries,
  { toEvent, open }: Reading,
  tails: readonly StreamTail[],
): Promise<StreamTails> {
  const names = tails.map(({ stream }) => stream);
  const versions = tails.map(({ after }) => after);
  const limits = tails.map(({ limit = null }) => limit);
  const known = tails.map(({ afterId = null }) => afterId);
  const rows = await database.query<TailRow>(sql`/* stream_tails */
    WITH h AS MATERIALIZED (SELECT max("position") AS head, ${databaseClock} AS now FROM "Event")
    SELECT h.head::TEXT AS head, h.now, e.tail, ${columns}
    FROM h LEFT JOIN stream_tails(
      ${names}::TEXT[], ${versions}::INTEGER[], ${limits}::INTEGER[], ${known}::UUID[]
    ) e ON TRUE`);
  const streams: RecordedEvent[][] = tails.map(() => []);
  const found = rows.filter((row): row is TailRow & FoundRow => row.tail !== null);
  for (const row of await open(found, eventPlace)) streams[row.tail - 1]?.push(readable(toEvent(row)));
  const [first] = rows;
  if (!first) throw new SlipstreamError('STORE_FAILED', 'The event store did not say where its head is.');
  return { streams, head: first.head ?? BEFORE_FIRST, now: first.now };
}
