// Records of the store as a whole, such as its name, incarnation and database, read in one statement.
import { BEFORE_FIRST, type Position } from '../../../model/position.ts';
import type { Renewal, SeenEvent, StoreRecord, StoreRecords } from '../../../model/store.ts';
import { openDatabase, type Database, type DatabaseOptions } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';

/** A connection of its own, apart from those of commands and projections. Errors: STORE_UNAVAILABLE, STORE_FAILED. */
export function createStoreRecords(options: DatabaseOptions): StoreRecords & { close(): Promise<void> } {
  const database = openDatabase({ ...options, poolSize: 1 });
  return {
    read: (seen = { position: BEFORE_FIRST, id: '' }) => readRecord(database, seen),
    renew: (name, restoredIn) => renew(database, name ?? null, restoredIn),
    close: () => database.close(),
  };
}

interface RecordRow {
  readonly name: string;
  readonly incarnation: string;
  readonly restoredAt: string | null;
  readonly restoredIn: string | null;
  readonly writtenBy: string;
  readonly database_name: string;
  readonly schema_name: string;
  readonly database_oid: string;
  readonly system_id: string;
  readonly timeline: string;
  readonly started_at: string;
  readonly position: Position | null;
  readonly eventId: string | null;
  readonly seenId: string | null;
}

/** Each is one row, which only a limit tells the planner: it takes tables that were never analyzed for a thousand rows or more. */
async function readRecord(database: Database, seen: SeenEvent): Promise<StoreRecord> {
  const [row] = await database.query<RecordRow>(sql`
    SELECT s."name", i."value"::TEXT AS incarnation, s."restoredIn", s.xmin::TEXT AS "writtenBy",
      to_char(s."restoredAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "restoredAt",
      d.*, e."position"::TEXT AS "position", e."id"::TEXT AS "eventId",
      (SELECT o."id"::TEXT FROM "Event" o WHERE o."position" = ${seen.position}::BIGINT) AS "seenId"
    FROM (SELECT *, xmin FROM "Store" LIMIT 1) s
    CROSS JOIN (SELECT * FROM "Incarnation" LIMIT 1) i
    CROSS JOIN (SELECT * FROM database_identity() LIMIT 1) d
    LEFT JOIN (SELECT h."position", h."id" FROM "Event" h ORDER BY h."position" DESC LIMIT 1) e ON TRUE`);
  if (row === undefined) throw new Error('The row of "Store" or "Incarnation" is missing.');
  const { restoredAt, restoredIn } = row;
  return {
    name: row.name,
    incarnation: row.incarnation,
    restored: restoredAt === null ? undefined : { at: restoredAt, in: restoredIn ?? '' },
    writtenBy: row.writtenBy,
    database: {
      name: row.database_name,
      schema: row.schema_name,
      oid: row.database_oid,
      systemId: row.system_id,
      timeline: row.timeline,
      startedAt: row.started_at,
    },
    head: { position: row.position ?? BEFORE_FIRST, id: row.eventId ?? '' },
    stands: seen.position === BEFORE_FIRST || row.seenId === seen.id,
  };
}

async function renew(database: Database, name: string | null, restoredIn: string): Promise<Renewal> {
  const [row] = await database.query<Renewal>(sql`
    SELECT incarnation::TEXT AS incarnation, reactions_kept AS "reactionsKept", reactions_anew AS "reactionsAnew"
    FROM renew_incarnation(${name}::TEXT, ${restoredIn}::TEXT)`);
  if (row === undefined) throw new Error('renew_incarnation gave no row.');
  return row;
}
