// `npm run cli -- restored` as an operator or a script runs it: its words, its JSON and its exit codes.
import { afterEach, expect, test, vi } from 'vitest';
import { shop as system } from '../../src/app/system.ts';
import { createFromTemplate, databaseUrl, dropDatabase } from '../../src/dev/local/database.ts';
import { commandLineHere } from '../support/command-line-here.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShop } from '../support/shop.ts';

vi.setConfig({ testTimeout: 120_000 });

const database = withDatabase('test');
const redis = withRedis({}, 'test');
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const restored = (url: string, ...options: readonly string[]) =>
  commandLineHere(system, { databaseUrl: url, redisUrl: redis().url }, ['restored', ...options]);

test('it is done once, and once more when that is asked for', async () => {
  const { url } = database();
  const first = await restored(url);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/^Store test in \S+, head 0:\n {2}The incarnation is \S+ now/m);
  expect(first.out).toContain('Read models in Redis are filled anew by the workers');
  const second = await restored(url, '--again', '--json');
  expect(second).toMatchObject({ code: 0, err: '' });
  const [, before] = /The incarnation is (\S+) now/.exec(first.out) ?? [];
  const { outcome, store, incarnation } = JSON.parse(second.out) as Readonly<Record<string, unknown>>;
  expect([outcome, store]).toEqual(['renewed', 'test']);
  expect(incarnation).not.toBe(before);
});

test('a copy does not take the keys of an original that is running: 2; afterwards it may', async () => {
  const { url } = database();
  const name = new URL(url).pathname.slice(1);
  const postgres = databaseUrl(url, 'postgres');
  const copy = await createFromTemplate(postgres, name, `${name}_copy`);
  cleanups.push(() => dropDatabase(postgres, `${name}_copy`));
  const original = await startShop({ databaseUrl: url, redisUrl: redis().url });
  cleanups.push(() => original.close());
  const refused = await restored(copy, '--moved', '--json');
  expect(refused.code).toBe(2);
  expect(JSON.parse(refused.out)).toMatchObject({ outcome: 'failed', code: 'STORE_OF_ANOTHER_DATABASE' });
  expect(refused.err).toMatch(/^.+\n$/);
  await original.close();
  const mayMove = async () => (await restored(copy, '--moved')).code === 0;
  await vi.waitUntil(mayMove, { timeout: 60_000, interval: 500 });
});

test('a server that does not answer: 1, by the name of its setting', async () => {
  const away = new URL(database().url);
  away.port = '1';
  const ended = await restored(away.href);
  expect(ended).toMatchObject({ code: 1, out: '' });
  expect(ended.err).toMatch(/DATABASE_URL/);
  expect(ended.err).not.toMatch(/^ {4}at /m);
  expect(ended.err).not.toContain(away.password);
});
