// The migration of searches to ranges over any number: what stood in one is found afterwards, and processes of the
// version before go on writing and asking until they are replaced.
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createDatabase, dropDatabase } from '../../../../src/dev/local/database.ts';
import { migrate } from '../../../../src/engine/postgres/migrations/migrate.ts';
import { createTableDocumentReader } from '../../../../src/engine/stores/postgres/document-reader.ts';
import type { SearchQuery } from '../../../../src/engine/model/search.ts';
import { ownFolder } from '../../../support/servers.ts';

const NAME = `ranged_${Date.now()}`;
const FORMER = `'offer.0', 'g.1', websearch_to_tsquery('english', NULL::TEXT), '{}'::TEXT[], 'EUR'::TEXT,
  10::BIGINT, 20::BIGINT, NULL::BIGINT, NULL::TEXT, 10::INTEGER, 10::INTEGER`;

let url: string;
let client: Client;
let reader: ReturnType<typeof createTableDocumentReader>;
let before: readonly string[];

beforeAll(async () => {
  url = await createDatabase(inject('servers').postgresUrl, NAME);
  const folder = ownFolder('migrations');
  mkdirSync(folder);
  for (const each of readdirSync('prisma/migrations')) {
    const isOlder = each < '20261129200000' || each.endsWith('.toml');
    if (isOlder) cpSync(join('prisma/migrations', each), join(folder, each), { recursive: true });
  }
  await migrate(url, { folder });
  client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`INSERT INTO "Lane" VALUES ('offer.0', 'g.1', 'live')`);
  await writeAsFormer({ expected: null, reached: '1|e|i|b|', ids: ['cheap', 'mug'] }, [
    { id: 'cheap', currency: 'EUR', amount: 9 },
    { id: 'mug', currency: 'EUR', amount: 12 },
    { id: 'free', currency: null, amount: null },
  ]);
  before = await pageOfFormer();
  await migrate(url);
  reader = createTableDocumentReader({ databaseUrl: url, lanesOf: () => 1 });
});
afterAll(async () => {
  await reader.close();
  await client.end();
  await dropDatabase(inject('servers').postgresUrl, NAME);
});

interface Commit {
  readonly expected: string | null;
  readonly reached: string;
  readonly ids: readonly string[];
}
interface FormerEntry {
  readonly id: string;
  readonly currency: string | null;
  readonly amount: number | null;
}

async function writeAsFormer({ expected, reached, ids }: Commit, entries: readonly FormerEntry[]) {
  const searched = entries.map((entry) => ({
    ...{ listed: true, a: 'mug', b: '', c: '', d: '', keywords: [], ...entry },
  }));
  const { rows } = await client.query(
    `SELECT commit_lane('offer.0', 'g.1', $1, $2, $3::TEXT[], array_fill(1::BIGINT, ARRAY[$5::INTEGER]),
      array_fill(1, ARRAY[$5::INTEGER]), array_fill('{}'::TEXT, ARRAY[$5::INTEGER]),
      '{}', '{}', '{}', '{}', '{}', '{}', '{}', FALSE, $4::JSONB) AS answer`,
    [expected, reached, ids, JSON.stringify(searched), ids.length],
  );
  expect(rows).toEqual([{ answer: 'published' }]);
}

async function pageOfFormer(): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(`SELECT id FROM search_page(${FORMER})`);
  return rows.map(({ id }) => id);
}

async function pageIn(range: SearchQuery['range']): Promise<readonly string[]> {
  const page = { projection: 'offer', signature: '', text: null, keywords: [], after: null, limit: 10 };
  const { entries } = await reader.search({ ...page, range });
  return entries.map(({ document }) => document.id);
}

test('a live generation is searched on', async () => {
  expect(before).toEqual(['mug']);
  expect(await pageIn({ equal: 'EUR', least: 10, most: 20 })).toEqual(['mug']);
  expect(await pageIn({ equal: 'EUR', least: 9, most: 11.5 })).toEqual(['cheap']);
  expect(await pageIn({ equal: 'USD', least: 10, most: 20 })).toEqual([]);
});

test('processes of the version before ask and write on', async () => {
  expect(await pageOfFormer()).toEqual(['mug']);
  await writeAsFormer({ expected: '1|e|i|b|', reached: '2|e|i|c|', ids: ['plate'] }, [
    { id: 'plate', currency: 'EUR', amount: 15 },
  ]);
  expect(await pageOfFormer()).toEqual(['mug', 'plate']);
  expect(await pageIn({ equal: 'EUR', least: 15, most: null })).toEqual(['plate']);
});
