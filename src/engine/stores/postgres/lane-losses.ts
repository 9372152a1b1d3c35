// Documents of tables that the worker of their lane is to fold anew. Nothing here is lost by pieces, so only operators ask.
import type { LossRecords } from '../../model/lane-losses.ts';
import { LIMITS } from '../../model/limits.ts';
import { laneName } from '../../model/lane.ts';
import type { Database } from '../../postgres/database.ts';
import { sql } from '../../postgres/sql.ts';

export function laneLosses(database: Database): LossRecords {
  return {
    knownIds: async () => [],
    losses: async (lane, generation) => {
      const rows = await database.query<{ readonly id: string }>(sql`
        SELECT "id" FROM "MendRequest" WHERE "lane" = ${laneName(lane)} AND "generation" = ${generation}
        ORDER BY "id" LIMIT ${LIMITS.documentsMendedAtOnce}`);
      return { isRegistered: true, index: false, documents: rows.map(({ id }) => id) };
    },
    askToMend: async (lane, generation, ids) => {
      await database.query(sql`
        INSERT INTO "MendRequest" SELECT ${laneName(lane)}, ${generation}, unnest(${ids}::TEXT[])
        ON CONFLICT DO NOTHING`);
    },
    mended: async (lane, generation, ids) => {
      await database.query(sql`
        DELETE FROM "MendRequest"
        WHERE "lane" = ${laneName(lane)} AND "generation" = ${generation} AND "id" = ANY (${ids}::TEXT[])`);
    },
  };
}
