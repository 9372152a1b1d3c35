// Folded states of long streams. Only a short cut: losing one costs time, and one made by other code is not believed.
import type { Snapshot, SnapshotStore } from '../../../model/snapshots.ts';
import type { Database } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';

export function snapshotStore(database: Database): SnapshotStore {
  return {
    load: async (keys) => {
      const rows = await database.query<Snapshot & { readonly n: number }>(sql`
        SELECT k.n::INTEGER AS n, s."stream", s."codeHash", s."version", s."state"
        FROM unnest(
          ${keys.map(({ stream }) => stream)}::TEXT[], ${keys.map(({ codeHash }) => codeHash)}::TEXT[]
        ) WITH ORDINALITY AS k (stream, code_hash, n)
        JOIN "Snapshot" s ON s."stream" = k.stream AND s."codeHash" = k.code_hash`);
      const found = new Map(rows.map(({ n, ...snapshot }) => [n, snapshot]));
      return keys.map((_key, index) => found.get(index + 1));
    },
    save: async ({ stream, codeHash, version, state }) => {
      await database.query(sql`
        INSERT INTO "Snapshot" AS s ("stream", "codeHash", "version", "state")
        VALUES (${stream}, ${codeHash}, ${version}::INTEGER, ${JSON.stringify(state)}::JSONB)
        ON CONFLICT ("stream") DO UPDATE
        SET "codeHash" = EXCLUDED."codeHash", "version" = EXCLUDED."version", "state" = EXCLUDED."state"
        WHERE s."codeHash" <> EXCLUDED."codeHash" OR s."version" < EXCLUDED."version"`);
    },
  };
}
