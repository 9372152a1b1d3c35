// Statements that look through the command log for operators, by the index of its times or of its ids.
import { validate as isUuid } from 'uuid';
import { SlipstreamError } from '../../../model/errors.ts';
import type { Json } from '../../../model/json.ts';
import { LIMITS } from '../../../model/limits.ts';
import type {
  CommandFilter,
  CommandReport,
  ContendedStream,
  Page,
} from '../../../model/operations-records.ts';
import type { Database } from '../../../postgres/database.ts';
import { join, raw, sql, type Sql } from '../../../postgres/sql.ts';
import type { Browsed } from './browse-events.ts';
import { isoText } from './iso-text.ts';
import { commandPlace, payloadOf } from './personal/open-rows.ts';

interface CommandRow {
  readonly id: string;
  readonly type: string;
  readonly principal: string;
  readonly outcome: CommandReport['outcome'];
  readonly streamId: string;
  readonly version: number | null;
  readonly position: string | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly correlationId: string;
  readonly recordedAt: string;
  readonly payload: Json;
}

const columns = raw(
  `c."id"::TEXT AS "id", c."type", c."principal", c."outcome"::TEXT AS "outcome", c."streamId", c."version",
   c."position"::TEXT AS "position", c."rejectionCode" AS "code", c."rejection"->>'message' AS "message",
   c."correlationId", ${isoText('c."recordedAt"')} AS "recordedAt", c."payload"`,
);

const newestFirst = raw('c."recordedAt" DESC, c."id" DESC');

interface Place {
  readonly recordedAt: string;
  readonly id: string;
}

export async function browseCommands(browsed: Browsed, filter: CommandFilter): Promise<Page<CommandReport>> {
  const { first, after, id } = filter;
  const before = placeOf(after);
  const conditions = conditionsOf(filter);
  const part =
    id === undefined
      ? partOf(before)
      : sql`"StoredCommand" c WHERE ${isUuid(id)} AND c."id" = ${uuidOr(id)}::UUID`;
  const where = conditions.length === 0 ? sql`` : sql`WHERE ${join([...conditions], ' AND ')}`;
  const items = await selectCommands(
    browsed,
    sql`(SELECT c.* FROM ${part}) c ${where} ORDER BY ${newestFirst} LIMIT ${first}`,
  );
  const last = items.at(-1);
  if (items.length === first && last) return { items, next: cursorOf(last) };
  return { items, next: id === undefined ? await endOfPart(browsed.database, before) : undefined };
}

export async function selectCommands(
  { database, open }: Browsed,
  from: Sql,
): Promise<readonly CommandReport[]> {
  const rows = await database.query<CommandRow>(sql`SELECT ${columns} FROM ${from}`);
  const opened = await open(rows, commandPlace);
  return opened.map(({ version, position, code, message, whole, ...row }) => ({
    ...row,
    payload: payloadOf(row.payload, whole),
    version: version ?? undefined,
    position: position ?? undefined,
    code: code ?? undefined,
    message: message ?? undefined,
  }));
}

export async function contendedStreams(
  database: Database,
  first: number,
): Promise<readonly ContendedStream[]> {
  return database.query<ContendedStream>(sql`
    SELECT c."streamId", count(*)::INTEGER AS commands,
      (count(*) FILTER (WHERE c."rejectionCode" = 'VERSION_CONFLICT'))::INTEGER AS conflicts,
      ${raw(isoText('max(c."recordedAt")'))} AS "lastAt"
    FROM (SELECT c.* FROM ${partOf(undefined)}) c
    GROUP BY c."streamId" HAVING count(*) > 1
    ORDER BY conflicts DESC, commands DESC, c."streamId" LIMIT ${first}`);
}

/** As many of the newest as one page looks through. */
const partOf = (before: Place | undefined): Sql => sql`"StoredCommand" c ${beforePlace(before)}
  ORDER BY ${newestFirst} LIMIT ${LIMITS.rowsLookedThrough}`;

const beforePlace = (before: Place | undefined): Sql =>
  before === undefined
    ? sql``
    : sql`WHERE (c."recordedAt", c."id") < (${before.recordedAt}::TIMESTAMPTZ, ${before.id}::UUID)`;

/** Where to go on if there is more than what was looked through. */
async function endOfPart(database: Database, before: Place | undefined): Promise<string | undefined> {
  const [last] = await database.query<Place>(sql`
    SELECT ${raw(isoText('c."recordedAt"'))} AS "recordedAt", c."id"::TEXT AS "id" FROM "StoredCommand" c
    ${beforePlace(before)} ORDER BY ${newestFirst} OFFSET ${LIMITS.rowsLookedThrough - 1} LIMIT 1`);
  return last && cursorOf(last);
}

const cursorOf = ({ recordedAt, id }: Place): string => `${recordedAt}/${id}`;

/** Throws INVALID_CURSOR. */
function placeOf(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const [recordedAt = '', id = ''] = cursor.split('/');
  if (isUuid(id) && !Number.isNaN(Date.parse(recordedAt))) return { recordedAt, id };
  throw new SlipstreamError('INVALID_CURSOR', 'This cursor is not one of a page of commands.');
}

const NIL = '00000000-0000-0000-0000-000000000000';
/** What is no id is nobody's. */
const uuidOr = (id: string): string => (isUuid(id) ? id : NIL);

const conditionsOf = ({ type, outcome, correlationId }: CommandFilter): readonly Sql[] => [
  ...(type === undefined ? [] : [sql`c."type" = ${type}`]),
  ...(outcome === undefined ? [] : [sql`c."outcome"::TEXT = ${outcome}`]),
  ...(correlationId === undefined ? [] : [sql`c."correlationId" = ${correlationId}`]),
];
