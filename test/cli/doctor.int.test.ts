// `npm run cli -- doctor` as an operator or a script runs it: its table, its JSON and its exit codes.
import { expect, test, vi } from 'vitest';
import { shop as system } from '../../src/app/system.ts';
import { commandLineHere } from '../support/command-line-here.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import type { ShopServers } from '../support/shop.ts';

vi.setConfig({ testTimeout: 120_000 });

const database = withDatabase();
const redis = withRedis();
const doctor = (servers: Partial<ShopServers>, ...args: readonly string[]) =>
  commandLineHere(system, { databaseUrl: database().url, redisUrl: redis().url, ...servers }, [
    'doctor',
    ...args,
  ]);

test('without a worker something is bad: 1, in a table without colours or as JSON', async () => {
  const { code, out, err } = await doctor({});
  expect([code, err]).toEqual([1, '1 thing is bad.\n']);
  expect(out).toMatch(/^ +ABOUT +FOUND\n/);
  expect(out).toMatch(/^ok +REDIS_URL policy +noeviction$/m);
  expect(out).toMatch(/^warn +keys +those of test belong to nobody yet/m);
  expect(out).toMatch(/^bad +workers +none is there/m);
  expect(out).toMatch(/\n\d+ ok, \d warn, 1 bad\n$/);
  expect(out).not.toContain('\u001b');
  const json = await doctor({}, '--json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    findings: expect.arrayContaining([
      expect.objectContaining({ about: 'workers', state: 'bad' }),
    ]) as unknown,
  });
});

test('where no server is named, or none answers, nothing could be looked at: 2', async () => {
  const unnamed = await doctor({ databaseUrl: '' });
  expect([unnamed.code, unnamed.out]).toEqual([2, '']);
  expect(unnamed.err).toContain('DATABASE_URL is not set');
  const away = await doctor({
    databaseUrl: 'postgresql://127.0.0.1:1/shop',
    redisUrl: 'redis://127.0.0.1:1',
  });
  expect([away.code, away.err]).toEqual([2, 'No server can be looked at.\n']);
  expect(away.out).toMatch(/^bad +DATABASE_URL server/m);
});
