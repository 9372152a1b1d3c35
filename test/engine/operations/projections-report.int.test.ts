// The status of a system with real servers: lag by the database's clock, who serves the lanes, and what wants somebody.
import { expect, test } from 'vitest';
import { shop as system } from '../../../src/app/system.ts';
import { loadSettings, requireServers } from '../../../src/engine/host/settings.ts';
import { readStatus, type SystemStatus } from '../../../src/engine/operations/open-status.ts';
import { wantsOf } from '../../../src/engine/operations/wants.ts';
import { eventually } from '../../support/eventually.ts';
import { withShop } from '../../support/shop.ts';

const shop = withShop({ worker: false, reactions: true });

const settings = () =>
  requireServers(loadSettings({ DATABASE_URL: shop().databaseUrl, REDIS_URL: shop().redisUrl }));
const status = (): Promise<SystemStatus> => readStatus(system, settings());
const stateOf = ({ projections }: SystemStatus, wanted = 'order') => {
  const report = projections.find(({ name }) => name === wanted);
  if (report) return report;
  throw new Error(`There is no report of ${wanted}.`);
};
const isThere = ({ processes }: SystemStatus, role: string) =>
  processes.some(({ roles }) => roles.includes(role));

test('before a worker: behind, unserved, and the lag rises by the clock of the database', async () => {
  const first = await status();
  expect(isThere(first, 'worker')).toBe(false);
  expect(Number(first.head)).toBeGreaterThan(10);
  expect(stateOf(first)).toMatchObject({
    ...{ state: 'UNSERVED', position: '0', lagEvents: Number(first.head), lastUpdatedAt: undefined },
    ...{ generations: [], parked: 0 },
  });
  const later = await eventually('the lag to rise', async () => {
    const now = await status();
    return stateOf(now).lagMs > stateOf(first).lagMs + 100 ? now : undefined;
  });
  expect(wantsOf(later, settings())[0]).toMatch(/^No worker is there.*Behind are .*\border\b/);
});

test('with one: live at the head, with its name, and nothing wants anybody', async () => {
  await shop().startWorker();
  const now = await eventually('all to be live', async () => {
    const seen = await status();
    return wantsOf(seen, settings()).length === 0 && seen.projections.every(({ state }) => state === 'LIVE')
      ? seen
      : undefined;
  });
  const worker = now.processes.find(({ roles }) => roles.includes('worker'));
  expect(worker).toMatchObject({ name: expect.stringMatching(/:\d+$/) as string, version: '0.1.0' });
  expect(worker?.serves).toContain('order.0');
  const report = await eventually('it to be said who moved it', async () => {
    const seen = stateOf(await status());
    return seen.lastUpdatedAt === undefined ? undefined : seen;
  });
  expect(report).toMatchObject({ position: report.head, lagEvents: 0, lagMs: 0 });
  expect(report.lanes[0]).toMatchObject({ lane: 'order.0', worker: worker?.name });
  expect(report.generations).toMatchObject([{ role: 'live', isOfThisCode: true, progress: 1, version: 1 }]);
  expect(now.reactions.map(({ name }) => name)).toContain('reaction:' + (system.reactions[0]?.name ?? ''));
});

test('without it again: seen at once, and idle is no lag', async () => {
  await shop().stopWorker();
  const now = await status();
  expect(isThere(now, 'worker')).toBe(false);
  expect(stateOf(now)).toMatchObject({ state: 'LIVE', lagMs: 0, lagEvents: 0 });
  expect(wantsOf(now, settings())).toEqual([expect.stringMatching(/^No worker is there/)]);
});
