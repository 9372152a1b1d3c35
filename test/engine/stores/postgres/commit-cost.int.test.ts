// A commit looks only at the rows it is about, however many were written before over the same connection: the plan of its
// statements was made when the tables were empty, and nothing tells the planner that they have grown.
import pg from 'pg';
import { expect, test } from 'vitest';
import { connectRedis } from '../../../../src/engine/stores/redis/connect-redis.ts';
import { createTableLaneStore } from '../../../../src/engine/stores/postgres/lane-store.ts';
import type { Checkpoint } from '../../../../src/engine/model/documents.ts';
import { at, changed, commitOf, GENERATION } from '../../../contracts/lane-store.ts';
import { withDatabase, withRedis } from '../../../support/servers.ts';
import { keys } from '../../../support/store-keys.ts';

const database = withDatabase();
const server = withRedis();
const COMMITS = 30;
const DOCUMENTS = 100;
const lane = { projection: 'order', lane: 0 };

/** Each new document embeds a stream and is found; every third commit those of the one before no longer do and are. */
function written(n: number) {
  const ids = Array.from({ length: DOCUMENTS }, (_, k) => `d${n * DOCUMENTS + k}`);
  const before = n === 0 || n % 3 > 0 ? [] : ids.map((_, k) => `d${(n - 1) * DOCUMENTS + k}`);
  const embed = (score: 0 | null) => (member: string) => ({ index: 'in:of:c1', member, score });
  const words = { a: 'mug', b: '', c: '', d: '', keywords: [], number: null, equal: null };
  return {
    documents: ids.map((id) => changed(id, String(n))),
    index: [...ids.map(embed(0)), ...before.map(embed(null))],
    search: [
      ...ids.map((id) => ({ listed: true as const, id, ...words })),
      ...before.map((id) => ({ listed: false as const, id })),
    ],
  };
}

/** Rows of each table that statements have written, and looked at. */
async function rowsOf(client: pg.Client): Promise<Record<string, { written: number; seen: number }>> {
  const { rows } = await client.query<{ name: string; written: number; seen: number }>(`
    SELECT relname AS name, n_tup_ins::INTEGER AS written, (seq_tup_read + idx_tup_fetch)::INTEGER AS seen
    FROM pg_stat_user_tables WHERE relname IN ('Document', 'DocumentEmbed', 'SearchEntry')`);
  return Object.fromEntries(rows.map(({ name, ...counts }) => [name, counts]));
}

test('a commit to tables that were empty a moment ago looks at no row that it is not about', async () => {
  const redis = connectRedis({ url: server().url, role: 'worker' });
  const store = createTableLaneStore({ databaseUrl: database().url, poolSize: 1, redis, keys });
  await store.openLive(lane, GENERATION, null);
  let expected: Checkpoint | null = null;
  for (let n = 0; n < COMMITS; n += 1) {
    const checkpoint: Checkpoint = at(String(n));
    expect(await store.commit(commitOf(expected, checkpoint, written(n)))).toBe('committed');
    expected = checkpoint;
  }
  // A connection that ends hands in what it has counted.
  await store.close();
  redis.disconnect();
  const client = new pg.Client({ connectionString: database().url });
  await client.connect();
  const all = { written: COMMITS * DOCUMENTS, seen: expect.any(Number) };
  await expect
    .poll(() => rowsOf(client), { timeout: 20_000 })
    .toEqual({ Document: all, DocumentEmbed: all, SearchEntry: all });
  const seen = Object.entries(await rowsOf(client)).filter(([, counts]) => counts.seen > counts.written);
  await client.end();
  expect(seen).toEqual([]);
});
