// Folded states of long streams. Only a short cut: losing one costs time. One made by other code is not believed, nor one
// whose last event does not stand in the store: it was folded from what a restore has undone.
import type { SnapshotStore, StoredSnapshot } from '../../../model/snapshots.ts';
import type { Database } from '../../../postgres/database.ts';
import { raw, sql } from '../../../postgres/sql.ts';
import { isoText } from './iso-text.ts';

export function snapshotStore(database: Database): SnapshotStore {
  return {
    load: async (keys) => {
      const rows = await database.query<StoredSnapshot & { readonly n: number }>(sql`
        SELECT k.n::INTEGER AS n, s."stream", s."codeHash" AS "foldId", s."version", s."state", e."id" AS "lastEventId",
          ${raw(isoText('e."occurredAt"'))} AS "occurredAt"
        FROM unnest(
          ${keys.map(({ stream }) => stream)}::TEXT[], ${keys.map(({ foldId }) => foldId)}::TEXT[]
        ) WITH ORDINALITY AS k (stream, code_hash, n)
        JOIN "Snapshot" s ON s."stream" = k.stream AND s."codeHash" = k.code_hash
        JOIN "Event" e ON e."stream" = s."stream" AND e."version" = s."version" AND e."id" = s."lastEventId"`);
      const found = new Map(rows.map(({ n, ...snapshot }) => [n, snapshot]));
      return keys.map((_key, index) => found.get(index + 1));
    },
    save: async ({ stream, foldId, version, lastEventId, state }) => {
      await database.query(sql`
        INSERT INTO "Snapshot" AS s ("stream", "codeHash", "version", "lastEventId", "state")
        SELECT e."stream", ${foldId}, e."version", e."id", ${JSON.stringify(state)}::JSONB
        FROM "Event" e
        WHERE e."stream" = ${stream} AND e."version" = ${version}::INTEGER AND e."id" = ${lastEventId}::UUID
        ON CONFLICT ("stream") DO UPDATE
        SET "codeHash" = EXCLUDED."codeHash", "version" = EXCLUDED."version", "lastEventId" = EXCLUDED."lastEventId",
          "state" = EXCLUDED."state"
        WHERE s."codeHash" <> EXCLUDED."codeHash" OR s."version" < EXCLUDED."version" OR NOT EXISTS (
          SELECT FROM "Event" e
          WHERE e."stream" = s."stream" AND e."version" = s."version" AND e."id" = s."lastEventId")`);
    },
  };
}
