// The tables of read models as a test sees them: emptied, and what readers of a lane see.
import type pg from 'pg';
import { laneName, type Lane } from '../../src/engine/model/lane.ts';

export async function emptyReadTables(client: pg.Client): Promise<void> {
  await client.query(
    'TRUNCATE "Lane", "LaneGeneration", "Document", "DocumentReference", "DocumentEmbed", "SearchEntry"',
  );
}

const TEXTS = `
  SELECT 'doc:' || "id" AS key, "position" || ' ' || "version" || ' ' || "body" AS text FROM "Document"
  WHERE "lane" = $1 AND "generation" = $2
  UNION ALL
  SELECT 'ref:' || "name" || ':' || "id", "value" FROM "DocumentReference"
  WHERE "lane" = $1 AND "generation" = $2 AND "value" <> 'null'
  UNION ALL
  SELECT 'in:' || "name" || ':' || "id", string_agg("document" || ' 0', ' ' ORDER BY "document") FROM "DocumentEmbed"
  WHERE "lane" = $1 AND "generation" = $2 GROUP BY "name", "id"
  ORDER BY 1`;

/** What the live generation of a lane holds but its checkpoint, in the words of the store made of memory. */
export async function dumpLiveTables(client: pg.Client, lane: Lane): Promise<ReadonlyMap<string, string>> {
  const name = laneName(lane);
  const pointer = await client.query<{ live: string }>(
    `SELECT "live" FROM "Lane" WHERE "name" = $1 AND "liveState" = 'live'`,
    [name],
  );
  const { rows } = await client.query<{ key: string; text: string }>(TEXTS, [name, pointer.rows[0]?.live]);
  return new Map(rows.map(({ key, text }) => [key, text]));
}
