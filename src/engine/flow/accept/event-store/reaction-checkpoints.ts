// Checkpoints of reactions and the streams that they have parked, beside the events they answer.
import type { ParkedStream } from '../../../model/parked-streams.ts';
import type { ReactionCheckpoint, ReactionCheckpoints, ReactionMove } from '../../../model/reactions.ts';
import type { Database } from '../../../postgres/database.ts';
import { raw, sql, type Sql } from '../../../postgres/sql.ts';
import { parkedColumns } from './parked-streams.ts';

// A move that is lost in a crash is made again: no append has to wait for it to reach the disk.
const asyncCommit = sql`set_config('synchronous_commit', 'off', true)`;
const columns = raw(
  `r."reaction", r."position"::TEXT AS "position", COALESCE(r."eventId"::TEXT, '') AS "eventId", r."incarnation", r."revision"`,
);

type Row = ReactionCheckpoint & { readonly reaction: string };

export function reactionCheckpoints(database: Database): ReactionCheckpoints {
  return {
    load: async (reactions) => {
      const rows = await database.query<Row>(
        sql`SELECT ${columns} FROM "ReactionCheckpoint" r WHERE r."reaction" = ANY(${reactions}::TEXT[])`,
      );
      const found = new Map(rows.map(({ reaction, ...checkpoint }) => [reaction, checkpoint]));
      return reactions.map((reaction) => found.get(reaction));
    },
    state: async (name) => {
      const [row] = await database.query<Row & { stoppedCode: string | null; parked: ParkedStream[] }>(sql`
        SELECT ${columns}, r."stoppedCode", COALESCE((
          SELECT jsonb_agg(p ORDER BY p."position"::BIGINT)
          FROM (SELECT ${parkedColumns} FROM "ParkedStream" p WHERE p."reaction" = r."reaction") p
        ), '[]') AS "parked"
        FROM "ReactionCheckpoint" r WHERE r."reaction" = ${name}`);
      if (!row) return { checkpoint: undefined, parked: [], stoppedCode: undefined };
      const { position, eventId, incarnation, revision, parked, stoppedCode } = row;
      const checkpoint = { position, eventId, incarnation, revision };
      return { checkpoint, parked, stoppedCode: stoppedCode ?? undefined };
    },
    move: async (reaction, move) => {
      const { park = [], release = [] } = move;
      const moving = moved(reaction, move);
      const isAlone = park.length === 0 && release.length === 0;
      return (await database.query(isAlone ? moving : withMarks(reaction, moving, move))).length > 0;
    },
    toRedrive: async (reactions) => {
      const rows = await database.query<{ readonly reaction: string }>(sql`
        SELECT DISTINCT "reaction" FROM "ParkedStream"
        WHERE "reaction" = ANY(${reactions}::TEXT[]) AND "isToRedrive"`);
      return rows.map((row) => row.reaction);
    },
    countParked: async () => {
      const rows = await database.query<{ readonly reaction: string; readonly count: number }>(
        sql`SELECT "reaction", count(*)::INTEGER AS "count" FROM "ParkedStream" GROUP BY "reaction"`,
      );
      return new Map(rows.map(({ reaction, count }) => [reaction, count]));
    },
  };
}

/** Gives a row if it was where it was expected. */
function moved(reaction: string, { from, to, stoppedCode }: ReactionMove): Sql {
  const { position, incarnation, revision } = to;
  return from === undefined
    ? sql`
        INSERT INTO "ReactionCheckpoint" ("reaction", "position", "eventId", "incarnation", "revision")
        VALUES (${reaction}, ${position}::BIGINT, ${uuid(to.eventId)}::UUID, ${incarnation}::UUID, ${revision}::INTEGER)
        ON CONFLICT DO NOTHING RETURNING ${asyncCommit}`
    : sql`
        UPDATE "ReactionCheckpoint"
        SET "position" = ${position}::BIGINT, "eventId" = ${uuid(to.eventId)}::UUID,
          "incarnation" = ${incarnation}::UUID, "revision" = ${revision}::INTEGER, "stoppedCode" = ${stoppedCode ?? null}
        WHERE "reaction" = ${reaction} AND "position" = ${from.position}::BIGINT
          AND "eventId" IS NOT DISTINCT FROM ${uuid(from.eventId)}::UUID
          AND "incarnation" = ${from.incarnation}::UUID AND "revision" = ${from.revision}::INTEGER
        RETURNING ${asyncCommit}`;
}

/** The marks are written where the move is. */
function withMarks(reaction: string, moving: Sql, { park = [], release = [] }: ReactionMove): Sql {
  const isAll = release === 'all';
  return sql`
    WITH moved AS (${moving}),
    released AS (
      DELETE FROM "ParkedStream"
      WHERE "reaction" = ${reaction} AND (${isAll}::BOOLEAN OR "stream" = ANY(${isAll ? [] : release}::TEXT[]))
        AND EXISTS (SELECT FROM moved)
    ),
    parked AS (
      INSERT INTO "ParkedStream" ("reaction", "stream", "position", "version", "eventId", "type", "recordedAt",
        "code", "message", "stack", "codeHash", "tries")
      SELECT ${reaction}, p."stream", p."position", p."version", p."eventId", p."type", p."recordedAt",
        p."code", p."message", p."stack", p."codeHash", p."tries"
      FROM moved, jsonb_to_recordset(${JSON.stringify(park)}::JSONB) p(
        "stream" TEXT, "position" BIGINT, "version" INTEGER, "eventId" UUID, "type" TEXT, "recordedAt" TIMESTAMPTZ,
        "code" TEXT, "message" TEXT, "stack" TEXT, "codeHash" TEXT, "tries" INTEGER)
      ON CONFLICT ("reaction", "stream") DO UPDATE SET
        "position" = EXCLUDED."position", "version" = EXCLUDED."version", "eventId" = EXCLUDED."eventId",
        "type" = EXCLUDED."type", "recordedAt" = EXCLUDED."recordedAt", "code" = EXCLUDED."code",
        "message" = EXCLUDED."message", "stack" = EXCLUDED."stack", "codeHash" = EXCLUDED."codeHash",
        "tries" = EXCLUDED."tries", "isToRedrive" = FALSE
    )
    SELECT FROM moved`;
}

const uuid = (eventId: string): string | null => (eventId === '' ? null : eventId);
