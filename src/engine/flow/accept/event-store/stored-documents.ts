// Documents of inline projections in the tables of read models: read to be folded further, written with the events. One
// whose last event does not stand in the store is not believed.
import { laneName } from '../../../model/lane.ts';
import type { StoredDocuments } from '../../../model/stored-documents.ts';
import type { Database } from '../../../postgres/database.ts';
import { raw, sql } from '../../../postgres/sql.ts';
import { isoText } from './iso-text.ts';

interface Row {
  readonly n: number;
  readonly version: number;
  readonly lastEventId: string;
  readonly occurredAt: string;
  readonly body: string;
}

export function storedDocuments(database: Database): StoredDocuments {
  return {
    load: async (keys) => {
      const rows = await database.query<Row>(sql`
        SELECT k.n::INTEGER AS n, d."version", d."body", e."id" AS "lastEventId",
          ${raw(isoText('e."occurredAt"'))} AS "occurredAt"
        FROM unnest(
          ${keys.map(({ lane }) => laneName(lane))}::TEXT[], ${keys.map(({ foldId }) => foldId)}::TEXT[],
          ${keys.map(({ id }) => id)}::TEXT[], ${keys.map(({ stream }) => stream)}::TEXT[]
        ) WITH ORDINALITY AS k (lane, code_hash, id, stream, n)
        JOIN "Lane" l ON l."name" = k.lane
        CROSS JOIN LATERAL (
          SELECT * FROM "Document" d
          WHERE d."lane" = l."name" AND d."id" = k.id AND d."generation" IN (l."live", l."next")
            AND split_part(d."generation", '.', 1) = k.code_hash AND left(d."body", 1) <> '!'
          ORDER BY d."version" DESC LIMIT 1
        ) d
        JOIN "Event" e ON e."stream" = k.stream AND e."version" = d."version" AND e."position" = d."position"`);
      const found = new Map(rows.map((row) => [row.n, row]));
      return keys.map((_key, index) => {
        const row = found.get(index + 1);
        if (!row) return undefined;
        const { version, lastEventId, occurredAt, body } = row;
        return { version, lastEventId, occurredAt, body: body === '' ? null : JSON.parse(body) };
      });
    },
  };
}
