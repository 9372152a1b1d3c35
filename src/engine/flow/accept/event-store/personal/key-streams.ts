// Streams whose ids were hashes of personal texts, renamed to keyed ids: once for each category.
import type { Queries } from '../../../../postgres/database.ts';
import { sql } from '../../../../postgres/sql.ts';
import { rewriting, type Sealing } from './rewriting.ts';
import { INSTALLATION } from './subject-keys.ts';

export async function keyStreams(sealing: Sealing, categories: readonly string[]): Promise<number> {
  let streams = 0;
  for (const category of categories) streams += await keyCategory(sealing, category);
  return streams;
}

/** A hash does not say whether it is keyed: that it was done is written down in the same transaction. */
async function keyCategory({ database, personal }: Sealing, category: string): Promise<number> {
  const hash = await personal.keys.keyedHash();
  let renamed = 0;
  await rewriting(database, 'Event', async (queries) => {
    const marked = await queries.query(sql`
      INSERT INTO "SubjectStream" ("subject", "stream") VALUES (${INSTALLATION}, ${category})
      ON CONFLICT DO NOTHING RETURNING 1`);
    if (marked.length === 0) return;
    const names = await streamsOf(queries, category);
    await queries.query(sql`
      UPDATE "Event" e SET "stream" = u.renamed
      FROM unnest(${names}::TEXT[], ${names.map((name) => `${category}/${hash(name.slice(category.length + 1))}`)}::TEXT[])
        AS u (stream, renamed)
      WHERE e."stream" = u.stream RETURNING 1`);
    renamed = names.length;
  });
  return renamed;
}

async function streamsOf(queries: Queries, category: string): Promise<readonly string[]> {
  const rows = await queries.query<{ readonly stream: string }>(sql`
    SELECT DISTINCT e."stream" FROM "Event" e
    WHERE e."stream" ~ ${`^${category}/[0-9a-f]{64}$`}`);
  return rows.map(({ stream }) => stream);
}
