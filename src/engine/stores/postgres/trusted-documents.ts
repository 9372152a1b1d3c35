// Trusted documents in their table: read by those who serve, written by operators.
import { openDatabase, type DatabaseOptions, type Queries } from '../../postgres/database.ts';
import { sql } from '../../postgres/sql.ts';
import type { StoredTexts, TrustedDocument } from '../../model/trusted-documents.ts';

export interface ListedDocument extends TrustedDocument {
  /** ISO 8601, in UTC. */
  readonly addedAt: string;
}

interface Added {
  /** Ids that were not stored before. */
  readonly added: readonly string[];
  /** Ids that stand for another text; then nothing was added. */
  readonly taken: readonly string[];
}

export interface TrustedDocumentTable extends StoredTexts {
  list(): Promise<readonly ListedDocument[]>;
  /** All of them or none. */
  add(documents: readonly TrustedDocument[]): Promise<Added>;
  /** The ids that were there. */
  remove(ids: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** All throw STORE_UNAVAILABLE and STORE_FAILED. */
export function trustedDocumentTable(options: DatabaseOptions): TrustedDocumentTable {
  const database = openDatabase({ ...options, poolSize: 1 });
  return {
    read: async (names) => {
      const rows = await database.query<{ readonly name: string; readonly text: string }>(sql`
        SELECT n.name, d."text" FROM unnest(${names}::TEXT[]) AS n (name)
        CROSS JOIN LATERAL (
          SELECT * FROM "TrustedDocument" d WHERE d."id" = n.name OR d."hash" = n.name
          ORDER BY d."id" = n.name DESC LIMIT 1
        ) d`);
      return new Map(rows.map(({ name, text }) => [name, text]));
    },
    list: () =>
      database.query<ListedDocument>(sql`
        SELECT "id", "hash", "text", to_char("addedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "addedAt"
        FROM "TrustedDocument" ORDER BY "TrustedDocument"."addedAt", "id"`),
    add: (documents) => database.transaction((queries) => add(queries, documents)),
    remove: async (ids) => {
      const rows = await database.query<{ readonly id: string }>(sql`
        DELETE FROM "TrustedDocument" WHERE "id" = ANY (${ids}::TEXT[]) RETURNING "id"`);
      return rows.map(({ id }) => id);
    },
    close: () => database.close(),
  };
}

async function add(queries: Queries, documents: readonly TrustedDocument[]): Promise<Added> {
  // An operator who adds waits for the one before, so that what is found taken here is so at the end too.
  await queries.query(sql`LOCK TABLE "TrustedDocument" IN SHARE ROW EXCLUSIVE MODE`);
  const ids = documents.map(({ id }) => id);
  const hashes = documents.map(({ hash }) => hash);
  const texts = documents.map(({ text }) => text);
  const taken = await queries.query<{ readonly id: string }>(sql`
    SELECT d."id" FROM "TrustedDocument" d
    JOIN unnest(${ids}::TEXT[], ${hashes}::TEXT[]) AS n (id, hash) ON d."id" = n.id AND d."hash" <> n.hash`);
  if (taken.length > 0) return { added: [], taken: taken.map(({ id }) => id) };
  const added = await queries.query<{ readonly id: string }>(sql`
    INSERT INTO "TrustedDocument" ("id", "hash", "text")
    SELECT * FROM unnest(${ids}::TEXT[], ${hashes}::TEXT[], ${texts}::TEXT[])
    ON CONFLICT ("id") DO NOTHING RETURNING "id"`);
  return { added: added.map(({ id }) => id), taken: [] };
}
