// How far each reaction has come, beside the events it answers.
import type { ReactionCheckpoint, ReactionCheckpoints } from '../../../model/reactions.ts';
import type { Database } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';

// A move that is lost in a crash is made again: no append has to wait for it to reach the disk.
const asyncCommit = sql`set_config('synchronous_commit', 'off', true)`;

export function reactionCheckpoints(database: Database): ReactionCheckpoints {
  return {
    load: async (reactions) => {
      const rows = await database.query<ReactionCheckpoint & { readonly reaction: string }>(sql`
        SELECT "reaction", "position"::TEXT AS "position", COALESCE("eventId"::TEXT, '') AS "eventId", "incarnation"
        FROM "ReactionCheckpoint" WHERE "reaction" = ANY(${reactions}::TEXT[])`);
      const found = new Map(rows.map(({ reaction, ...checkpoint }) => [reaction, checkpoint]));
      return reactions.map((reaction) => found.get(reaction));
    },
    move: async (reaction, { from, to }) => {
      const { position, incarnation } = to;
      const moved = await database.query(
        from === undefined
          ? sql`
              INSERT INTO "ReactionCheckpoint" ("reaction", "position", "eventId", "incarnation")
              VALUES (${reaction}, ${position}::BIGINT, ${uuid(to.eventId)}::UUID, ${incarnation}::UUID)
              ON CONFLICT DO NOTHING RETURNING ${asyncCommit}`
          : sql`
              UPDATE "ReactionCheckpoint"
              SET "position" = ${position}::BIGINT, "eventId" = ${uuid(to.eventId)}::UUID,
                "incarnation" = ${incarnation}::UUID
              WHERE "reaction" = ${reaction} AND "position" = ${from.position}::BIGINT
                AND "eventId" IS NOT DISTINCT FROM ${uuid(from.eventId)}::UUID
                AND "incarnation" = ${from.incarnation}::UUID
              RETURNING ${asyncCommit}`,
      );
      return moved.length > 0;
    },
  };
}

const uuid = (eventId: string): string | null => (eventId === '' ? null : eventId);
