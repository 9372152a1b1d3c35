// Rows that a search reads of its table: few for a word of few entries, also before anything is known of the table.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withDatabase } from '../../../support/servers.ts';

const ENTRIES = 50_000;
const database = withDatabase();
let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client({ connectionString: database().url });
  await client.connect();
  await client.query(`ALTER TABLE "SearchEntry" SET (autovacuum_enabled = off)`);
  await client.query(
    `INSERT INTO "SearchEntry" SELECT 'thing.0', generation, 'id-' || lpad(n::TEXT, 6, '0'),
      to_tsvector('english', 'everywhere rare' || n % 5000), ARRAY['kind=k' || n % 5000], 'EUR', n
     FROM generate_series(1, $1::INTEGER) n, unnest(ARRAY['old', 'new']) AS generation`,
    [ENTRIES],
  );
}, 120_000);
afterAll(() => client.end());

interface PageRequest {
  readonly text?: string;
  readonly keywords?: readonly string[];
  readonly least?: number;
  readonly most?: number;
  readonly after?: { readonly rank: number; readonly id: string };
  readonly ranked?: number;
}

function valuesOf({
  text,
  keywords = [],
  least,
  most,
  after,
  ranked = 10_000,
}: PageRequest): readonly unknown[] {
  const equal = least === undefined ? null : 'EUR';
  return [text, keywords, equal, least, most, after?.rank, after?.id, ranked];
}
const PAGE = `search_page('thing.0', 'new', websearch_to_tsquery('english', $1::TEXT), $2::TEXT[], $3::TEXT,
  $4::DOUBLE PRECISION, $5::DOUBLE PRECISION, $6::BIGINT, $7::TEXT, 10, $8::INTEGER)`;

async function page(request: PageRequest) {
  const { rows } = await client.query<{ id: string; rank: string }>(`SELECT * FROM ${PAGE}`, [
    ...valuesOf(request),
  ]);
  return rows.map(({ id, rank }) => ({ id, rank: Number(rank) }));
}

/** Pages of the table and its indexes that are touched. */
async function pagesRead(request: PageRequest): Promise<number> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) SELECT * FROM ${PAGE}`,
    [...valuesOf(request)],
  );
  const text = rows.map((row) => row['QUERY PLAN']).join('\n');
  const [, hit = '0'] = /Buffers: shared hit=(\d+)/.exec(text) ?? [];
  const [, read = '0'] = /Buffers: shared (?:hit=\d+ )?read=(\d+)/.exec(text) ?? [];
  return Number(hit) + Number(read);
}

test.each<[PageRequest, number]>([
  [{ text: 'rare7' }, 10],
  [{ text: 'rare7 everywhere' }, 10],
  [{ text: 'rare7', keywords: ['kind=k7'] }, 10],
  [{ text: 'everywhere', least: 7, most: 9 }, 3],
  [{ text: '-everywhere' }, 0],
  [{}, 10],
])('%j reads a little of the table', async (request, found) => {
  await page(request);
  expect(await page(request)).toHaveLength(found);
  const { rows } = await client.query<{ all: number }>(
    `SELECT (pg_relation_size('"SearchEntry"') / 8192)::INTEGER AS all`,
  );
  expect(await pagesRead(request)).toBeLessThan((rows[0]?.all ?? 0) / 4);
});

test('what is found in more entries than are ranked comes by id, from the cursor on', async () => {
  const request = { text: 'everywhere' };
  const first = await page(request);
  expect(first.map(({ id }) => id)).toEqual(
    Array.from({ length: 10 }, (_, n) => `id-${String(n + 1).padStart(6, '0')}`),
  );
  expect(new Set(first.map(({ rank }) => rank))).toEqual(new Set([0]));
  const [next] = await page({ ...request, after: { rank: 0, id: 'id-049990' } });
  expect(next).toEqual({ id: 'id-049991', rank: 0 });
});

test('a page after a rank goes on by rank although a few more than are ranked are found now', async () => {
  const [first, second] = await page({ text: 'rare7' });
  if (first === undefined) throw new Error('Nothing was found.');
  expect(first.rank).toBeGreaterThan(0);
  const [after] = await page({ text: 'rare7', after: first, ranked: 9 });
  expect(after).toEqual(second);
  expect(await page({ text: 'rare7', ranked: 9 })).toContainEqual({ id: first.id, rank: 0 });
});

test('what lies together far from the first id is found without ranks', async () => {
  const far = await page({ least: 40_001, most: 50_000 });
  expect(far[0]).toEqual({ id: 'id-040001', rank: 0 });
  const next = await page({ least: 40_001, most: 50_000, after: { rank: 0, id: 'id-049995' } });
  expect(next.map(({ id }) => id)).toEqual(
    ['6', '7', '8', '9'].map((n) => `id-04999${n}`).concat('id-050000'),
  );
});
