// Documents of inline projections in the tables of read models: read to be folded further, written with the events.
import { laneName } from '../../../model/lane.ts';
import type { StoredDocuments } from '../../../model/stored-documents.ts';
import type { Database } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';

interface Row {
  readonly n: number;
  readonly version: number;
  readonly body: string;
}

export function storedDocuments(database: Database): StoredDocuments {
  return {
    load: async (keys) => {
      const rows = await database.query<Row>(sql`
        SELECT k.n::INTEGER AS n, d."version", d."body"
        FROM unnest(
          ${keys.map(({ lane }) => laneName(lane))}::TEXT[], ${keys.map(({ codeHash }) => codeHash)}::TEXT[],
          ${keys.map(({ id }) => id)}::TEXT[]
        ) WITH ORDINALITY AS k (lane, code_hash, id, n)
        JOIN "Lane" l ON l."name" = k.lane
        CROSS JOIN LATERAL (
          SELECT * FROM "Document" d
          WHERE d."lane" = l."name" AND d."id" = k.id AND d."generation" IN (l."live", l."next")
            AND split_part(d."generation", '.', 1) = k.code_hash
          ORDER BY d."version" DESC LIMIT 1
        ) d`);
      const found = new Map(rows.map((row) => [row.n, row]));
      return keys.map((_key, index) => {
        const row = found.get(index + 1);
        return row && { version: row.version, body: row.body === '' ? null : JSON.parse(row.body) };
      });
    },
  };
}
