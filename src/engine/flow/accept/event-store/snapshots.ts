// Folded states of long streams. Only a short cut: losing one costs time, and one made by other code is not believed.
import type { Json } from '../../../model/json.ts';
import type { StreamName } from '../../../model/stream.ts';
import type { Database } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';

export interface SnapshotKey {
  readonly stream: StreamName;
  readonly codeHash: string;
}

export interface Snapshot extends SnapshotKey {
  readonly version: number;
  readonly state: Json;
}

export interface SnapshotStore {
  /** In the order asked for; nothing where there is none of that code. */
  load(keys: readonly SnapshotKey[]): Promise<readonly (Snapshot | undefined)[]>;
  /** Keeps one per stream. One of the same code is replaced only by a newer one. */
  save(snapshot: Snapshot): Promise<void>;
}

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
