// `npm run cli -- status` as an operator or a script runs it: its table, its JSON and its exit codes.
import { expect, test } from 'vitest';
import { shop as system } from '../../src/app/system.ts';
import { commandLineHere } from '../support/command-line-here.ts';
import { eventually } from '../support/eventually.ts';
import { runCli } from '../support/run-cli.ts';
import { withShop } from '../support/shop.ts';

const shop = withShop({ reactions: true });

test('a system that is well wants nobody: 0, and no colours in a pipe', async () => {
  // Who serves a lane is known as soon as its worker has had a turn of it and said so.
  const served = /^order +LIVE +0 ms +0 +\d+ +0 .*:\d+$/m;
  const { out, err } = await eventually('all to be well', async () => {
    const end = await commandLineHere(system, shop(), ['status']);
    return end.code === 0 && served.test(end.out) ? end : undefined;
  });
  expect(err).toBe('');
  expect(out).toMatch(/^Store test, head \d+\n\nREAD MODEL +STATE +LAG +EVENTS +POSITION/);
  expect(out).toMatch(/^ {2}\S+:\d+ {2}api {2}0\.1\.0 {2}since 2\d{3}-/m);
  expect(out).toMatch(/\nNothing wants you\.\n$/);
  expect(out).not.toContain('\u001b');
});

test('without a worker something does: 1, also as JSON', async () => {
  await shop().stopWorker();
  const { code, out, err } = await commandLineHere(system, shop(), ['status', '--json']);
  expect(code).toBe(1);
  expect(err).toBe('1 thing wants you.\n');
  expect(JSON.parse(out)).toMatchObject({
    store: 'test',
    projections: expect.arrayContaining([expect.objectContaining({ name: 'order', lagMs: 0 })]) as unknown,
    wants: ['No worker is there, so nothing is folded: start one (npm start -- worker).'],
  });
});

test('where a server is away nothing is known: 2, also as the exit code of a process', async () => {
  const servers = { DATABASE_URL: shop().databaseUrl, REDIS_URL: 'redis://127.0.0.1:1' };
  const { code, out, err } = await runCli(['status'], servers);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('REDIS_URL: 127.0.0.1:1 is not reached (ECONNREFUSED)');
});
