// Statements that look through events for operators. Each is bounded: by the stream's index, or by a range of positions.
import { SlipstreamError } from '../../../model/errors.ts';
import type { FollowFilter } from '../../../model/store-browser.ts';
import type { EventFilter, EventReport, Page } from '../../../model/operations-records.ts';
import type { JsonObject } from '../../../model/json.ts';
import { LIMITS } from '../../../model/limits.ts';
import { comparePositions, type Position } from '../../../model/position.ts';
import type { Database } from '../../../postgres/database.ts';
import { join, raw, sql, type Sql } from '../../../postgres/sql.ts';
import { isoText } from './iso-text.ts';
import { eventPlace, payloadOf, type OpenRows } from './personal/open-rows.ts';
import { positionAt } from './position-at.ts';
import { readHead } from './read-events.ts';

interface ReportRow extends Omit<EventReport, 'correlationId' | 'causationId' | 'principal' | 'payload'> {
  readonly correlationId: string | null;
  readonly causationId: string | null;
  readonly principal: string | null;
  readonly causedBy: string | null;
  readonly payload: JsonObject;
}

/** A database that is looked through, and how what is sealed in its rows is opened. */
export interface Browsed {
  readonly database: Database;
  readonly open: OpenRows;
}

/** An event, and the one that was answered with its command. */
export type CausedEvent = EventReport & { readonly causedBy: string | undefined };

const columns = raw(
  `e."position"::TEXT AS "position", e."id"::TEXT AS "id", e."stream", e."version", e."type", e."schemaVersion",
   ${isoText('e."recordedAt"')} AS "recordedAt", e."payload", e."metadata"->>'correlationId' AS "correlationId",
   e."metadata"->>'causationId' AS "causationId", e."metadata"->>'principal' AS "principal",
   e."metadata"->>'causedBy' AS "causedBy"`,
);

const POSITION = /^[1-9]\d{0,17}$/;

/** Undefined for the first page. Throws INVALID_CURSOR. */
function positionOf(cursor: string | undefined): Position | undefined {
  if (cursor === undefined || POSITION.test(cursor)) return cursor;
  throw new SlipstreamError('INVALID_CURSOR', 'This cursor is not one of a page of events.');
}

export async function browseEvents(browsed: Browsed, filter: EventFilter): Promise<Page<EventReport>> {
  const { database } = browsed;
  const { first, after, stream, from, to } = filter;
  const before = positionOf(after) ?? String(BigInt(await readHead(database)) + 1n);
  const until = to === undefined ? before : lower(before, await positionAt(database, to));
  const since = from === undefined ? '1' : await positionAt(database, from);
  // A stream has an index of its own, in which all of it is found.
  const part = stream === undefined ? higher(since, BigInt(until) - BigInt(LIMITS.rowsLookedThrough)) : since;
  const order = stream === undefined ? sql`e."position"` : sql`e."version"`;
  const events = await selectEvents(
    browsed,
    [sql`e."position" < ${until}::BIGINT`, sql`e."position" >= ${part}::BIGINT`, ...conditionsOf(filter)],
    sql`${order} DESC LIMIT ${first}`,
  );
  const last = events.at(-1);
  if (events.length === first && last) return { items: events, next: last.position };
  return { items: events, next: comparePositions(part, since) > 0 ? part : undefined };
}

export const eventsAt = (browsed: Browsed, positions: readonly Position[]): Promise<readonly CausedEvent[]> =>
  selectEvents(browsed, [sql`e."position" = ANY(${positions}::BIGINT[])`], sql`e."position"`);

export async function eventsAfter(browsed: Browsed, position: Position, filter: FollowFilter) {
  const head = await readHead(browsed.database);
  const upTo = lower(head, String(BigInt(position) + BigInt(LIMITS.rowsLookedThrough)));
  const part = [sql`e."position" > ${position}::BIGINT`, sql`e."position" <= ${upTo}::BIGINT`];
  const limit = LIMITS.entriesPerPage;
  const order = sql`e."position" LIMIT ${limit}`;
  const events = await selectEvents(browsed, [...part, ...conditionsOf(filter)], order);
  return {
    events,
    upTo: events.length === limit ? (events.at(-1)?.position ?? upTo) : higher(upTo, BigInt(position)),
  };
}

export async function selectEvents(
  { database, open }: Browsed,
  conditions: readonly Sql[],
  order: Sql,
): Promise<readonly CausedEvent[]> {
  const rows = await database.query<ReportRow>(
    sql`SELECT ${columns} FROM "Event" e WHERE ${join([...conditions], ' AND ')} ORDER BY ${order}`,
  );
  const opened = await open(rows, eventPlace);
  return opened.map(({ correlationId, causationId, principal, causedBy, whole, ...row }) => ({
    ...row,
    payload: payloadOf(row.payload, whole),
    correlationId: correlationId ?? undefined,
    causationId: causationId ?? undefined,
    principal: principal ?? undefined,
    causedBy: causedBy ?? undefined,
  }));
}

const conditionsOf = ({ stream, type, correlationId }: FollowFilter): readonly Sql[] => [
  ...(stream === undefined ? [] : [sql`e."stream" = ${stream}`]),
  ...(type === undefined ? [] : [sql`e."type" = ${type}`]),
  ...(correlationId === undefined ? [] : [sql`e."metadata"->>'correlationId' = ${correlationId}`]),
];

const lower = (a: Position, b: Position): Position => (comparePositions(a, b) < 0 ? a : b);
const higher = (a: Position, b: bigint): Position => (BigInt(a) > b ? a : String(b));
