// Rebuilds in their tables: a step is one statement that compares first.
import type { Difference, RebuildState } from '../../model/operations.ts';
import type { NewRebuild, Rebuild, RebuildLane, Rebuilds, RebuildStep } from '../../model/rebuilds.ts';
import type { Database } from '../../postgres/database.ts';
import { sql, type Sql } from '../../postgres/sql.ts';

interface RebuildRow extends Omit<Rebuild, 'lanes' | 'eventsPerSecond' | 'decidedBy' | 'note'> {
  readonly eventsPerSecond: number | null;
  readonly decidedBy: string | null;
  readonly note: string | null;
  readonly lanes: readonly LaneRow[];
}

interface LaneRow {
  readonly lane: number;
  readonly generation: string;
  readonly replaced: string | null;
  readonly isSwitched: boolean;
  readonly compared: number | null;
  readonly differences: number | null;
  readonly found: readonly Difference[] | null;
}

const ENDED: readonly RebuildState[] = ['SWITCHED', 'ABORTED'];

export function rebuilds(database: Database): Rebuilds {
  return {
    underWay: async () => {
      const rows = await database.query<{ readonly projection: string }>(
        sql`SELECT "projection" FROM "Rebuild" WHERE "endedAt" IS NULL`,
      );
      return new Set(rows.map(({ projection }) => projection));
    },
    last: async (projection) =>
      (await readLast(database, sql`WHERE "Rebuild"."projection" = ${projection}`))[0],
    all: () => readLast(database, sql`WHERE TRUE`),
    start: (rebuild) => insertRebuild(database, rebuild),
    move: (id, step) => moveRebuild(database, id, step),
    compared: async (id, { lane }, { compared, differences, found }) => {
      await database.query(sql`
        UPDATE "RebuildLane" SET "compared" = ${compared}, "differences" = ${differences},
          "found" = ${JSON.stringify(found)}::JSONB
        WHERE "rebuild" = ${id}::UUID AND "lane" = ${lane}`);
    },
    replacing: async (id, { lane }, generation) => {
      await database.query(sql`
        UPDATE "RebuildLane" SET "replaced" = ${generation}
        WHERE "rebuild" = ${id}::UUID AND "lane" = ${lane} AND NOT "isSwitched"`);
    },
    switched: async (id, { lane }) => {
      await database.query(sql`
        UPDATE "RebuildLane" SET "isSwitched" = TRUE WHERE "rebuild" = ${id}::UUID AND "lane" = ${lane}`);
    },
  };
}

async function insertRebuild(database: Database, { lanes, ...rebuild }: NewRebuild): Promise<boolean> {
  const rows = await database.query(sql`
    WITH begun AS (
      INSERT INTO "Rebuild" (
        "id", "projection", "foldId", "state", "by", "isApproved", "eventsPerSecond", "sample", "isUndo"
      ) VALUES (
        ${rebuild.id}::UUID, ${rebuild.projection}, ${rebuild.foldId},
        ${rebuild.isUndo ? 'SWITCHING' : 'FILLING'}, ${rebuild.by}, ${rebuild.isApproved},
        ${rebuild.eventsPerSecond ?? null}::INTEGER, ${rebuild.sample}, ${rebuild.isUndo}
      ) ON CONFLICT DO NOTHING RETURNING "id"
    )
    INSERT INTO "RebuildLane" ("rebuild", "lane", "generation")
    SELECT begun."id", l.lane, l.generation FROM begun CROSS JOIN unnest(
      ${lanes.map(({ lane }) => lane)}::INTEGER[], ${lanes.map(({ generation }) => generation)}::TEXT[]
    ) AS l (lane, generation) RETURNING "lane"`);
  return rows.length > 0;
}

async function moveRebuild(
  database: Database,
  id: string,
  { from, to, by, note }: RebuildStep,
): Promise<boolean> {
  const rows = await database.query(sql`
    UPDATE "Rebuild" SET "state" = ${to},
      "endedAt" = CASE WHEN ${ENDED.includes(to)} THEN clock_timestamp() END,
      "decidedBy" = COALESCE(${by ?? null}::UUID, "decidedBy"), "note" = COALESCE(${note ?? null}, "note")
    WHERE "id" = ${id}::UUID AND "state" = ANY (${from}::TEXT[]) RETURNING "id"::TEXT`);
  return rows.length > 0;
}

/** The last one of each projection. */
async function readLast(database: Database, where: Sql): Promise<readonly Rebuild[]> {
  const rows = await database.query<RebuildRow>(sql`
    SELECT r."id"::TEXT AS "id", r."projection", r."foldId", r."state", r."by",
      to_char(r."startedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "startedAt",
      (extract(epoch FROM COALESCE(r."endedAt", clock_timestamp()) - r."startedAt") * 1000)::FLOAT8 AS "ageMs",
      r."isApproved", r."eventsPerSecond", r."sample", r."isUndo", r."decidedBy"::TEXT AS "decidedBy", r."note", (
        SELECT jsonb_agg(to_jsonb(l) ORDER BY l."lane") FROM "RebuildLane" l WHERE l."rebuild" = r."id"
      ) AS "lanes"
    FROM (
      SELECT DISTINCT ON ("Rebuild"."projection") * FROM "Rebuild" ${where}
      ORDER BY "Rebuild"."projection", "Rebuild"."startedAt" DESC
    ) r ORDER BY r."projection"`);
  return rows.map(({ lanes, eventsPerSecond, decidedBy, note, ...row }) => ({
    ...row,
    eventsPerSecond: eventsPerSecond ?? undefined,
    ...{ decidedBy: decidedBy ?? undefined, note: note ?? undefined },
    lanes: lanes.map(laneOf),
  }));
}

const laneOf = ({ lane, generation, isSwitched, replaced, compared, ...row }: LaneRow): RebuildLane => ({
  ...{ lane, generation, isSwitched, replaced: replaced ?? undefined },
  comparison:
    compared === null ? undefined : { compared, differences: row.differences ?? 0, found: row.found ?? [] },
});
