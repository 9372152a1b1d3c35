// Streams that reactions have parked, as operators see them.
import type { ParkedStreams, StreamParkedBy } from '../../../model/parked-streams.ts';
import type { Database } from '../../../postgres/database.ts';
import { raw, sql } from '../../../postgres/sql.ts';
import { isoText } from './iso-text.ts';

export const parkedColumns = raw(
  `p."stream", p."position"::TEXT AS "position", p."version", p."eventId", p."type",
   ${isoText('p."recordedAt"')} AS "recordedAt", p."code", p."message", p."stack", p."codeHash", p."tries", p."isToRedrive"`,
);

const reported = sql`
  SELECT p."reaction", ${parkedColumns}, (
    SELECT count(*)::INTEGER FROM "Event" e JOIN "ReactionCheckpoint" r ON r."reaction" = p."reaction"
    WHERE e."stream" = p."stream" AND e."version" > p."version" AND e."position" <= r."position"
  ) AS "followers" FROM "ParkedStream" p`;

export function parkedStreams(database: Database): ParkedStreams {
  return {
    parked: (reactions, [reaction, stream], limit) =>
      database.query<StreamParkedBy>(sql`
        ${reported} WHERE p."reaction" = ANY(${reactions}::TEXT[])
          AND (p."reaction", p."stream") > (${reaction} COLLATE "C", ${stream} COLLATE "C")
        ORDER BY p."reaction", p."stream" LIMIT ${limit}`),
    find: async (reaction, stream) => {
      const [found] = await database.query<StreamParkedBy>(
        sql`${reported} WHERE p."reaction" = ${reaction} AND p."stream" = ${stream}`,
      );
      return found;
    },
    askToRedrive: async (reaction, stream) => {
      await database.query(sql`
        UPDATE "ParkedStream" SET "isToRedrive" = TRUE WHERE "reaction" = ${reaction} AND "stream" = ${stream}`);
    },
    resume: async (reaction) => {
      const resumed = await database.query(sql`
        UPDATE "ReactionCheckpoint" SET "stoppedCode" = NULL
        WHERE "reaction" = ${reaction} AND "stoppedCode" IS NOT NULL RETURNING 1`);
      return resumed.length > 0;
    },
  };
}
