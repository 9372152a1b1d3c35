// The statement that walks the streams of a category by the index of streams and versions.
import type { StreamHead, StreamHeads } from '../../../model/stream-heads.ts';
import { streamName } from '../../../model/stream.ts';
import type { Database } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';

interface Row extends Omit<StreamHead, 'id'> {
  readonly stream: string;
}

/** Comes after `/` in byte order: all streams of a category lie between its name with one and with the other. */
const AFTER_SLASH = '0';

export const streamHeads = (database: Database): StreamHeads => ({
  streamsAfter: async (category, id, limit) => {
    const rows = await database.query<Row>(sql`
      SELECT f."stream", f."position"::TEXT AS first, l."version", l."position"::TEXT AS last
      FROM (
        SELECT e."stream", e."position" FROM "Event" e
        WHERE e."version" = 1 AND e."stream" > ${streamName(category, id)}
          AND e."stream" < ${`${category}${AFTER_SLASH}`}
        ORDER BY e."stream" LIMIT ${limit}
      ) f
      CROSS JOIN LATERAL (
        SELECT e."version", e."position" FROM "Event" e
        WHERE e."stream" = f."stream" ORDER BY e."version" DESC LIMIT 1
      ) l
      ORDER BY f."stream"`);
    return rows.map(({ stream, ...head }) => ({ id: stream.slice(category.length + 1), ...head }));
  },
});
