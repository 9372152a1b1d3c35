// Every read model of a shop under load is rebuilt, undone and rebuilt again: nobody who reads or follows sees anything wrong. A
// difference that was planted is found and shown, and a worker that is killed is replaced in the middle of it.
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Running } from '../../src/engine/host/running.ts';
import type { JsonObject } from '../../src/engine/model/json.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { eventually } from '../support/eventually.ts';
import { expectAllWell, settingsOf, withObservedApis } from '../support/fault-scene.ts';
import { observedModules } from '../support/observed-modules.ts';
import { openOperator, type Operator } from '../support/operate.ts';
import { watchReads } from '../support/oracle/watch-reads.ts';
import { watchUpdates } from '../support/oracle/watch-updates.ts';
import { figures } from '../support/proof.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { startWorker } from '../support/roles.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShopLoad, type ShopLoad } from '../support/shop-load.ts';
import { withWorkerProcesses } from '../support/worker-processes.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const database = withDatabase('test');
const redis = withRedis({}, 'test');
const startApi = withObservedApis();
const startProcess = withWorkerProcesses();
const servers = () => ({ databaseUrl: database().url, redisUrl: redis().url });
const names = observedModules.flatMap(({ projections }) => projections.map(({ name }) => name));

let operator: Operator;
beforeEach(async () => {
  operator = await openOperator(servers(), observedModules);
});
afterEach(() => operator.close());

const startHere = (): Promise<Running> =>
  startWorker({ settings: settingsOf(servers()), modules: observedModules, logger: silentLogger });

/** What is not live yet can't be rebuilt. */
const begin = (projection: string, input: JsonObject = {}): Promise<true> =>
  eventually(`${projection} to be live`, async () =>
    (await operator.do('rebuildProjection', { projection, ...input })).done ? true : undefined,
  );

async function withHistory(accepted: number) {
  const random = randomFrom(seedOfRun());
  const { services } = await startApi(servers());
  const load = await startShopLoad({ commands: services.commands, random: random.fork() });
  await eventually('a history', () => load.accepted() >= accepted || undefined);
  return { services, load, random };
}

async function endWell(load: ShopLoad): Promise<void> {
  await load.stop();
  await expectAllWell(servers(), load.ledger.attempts);
}

it('all read models at once, under load, undone and done again', async () => {
  const worker = await startHere();
  const { services, load, random } = await withHistory(100);
  const reads = watchReads({ reads: services.reads, receipts: load.orders, random: random.fork() });
  const ids = load.orders.slice(0, 5).map(({ orderId }) => orderId);
  const following = { subscriptions: services.subscriptions, reads: services.reads, ids };
  const updates = await watchUpdates({ ...following, withDocuments: true });
  const began = performance.now();
  for (const projection of names) {
    await begin(projection);
  }
  const reports = await Promise.all(names.map((name) => operator.until(name, 'SWITCHED')));
  const rebuiltMs = Math.round(performance.now() - began);
  expect(reports.map(({ projection, differences }) => [projection, differences])).toEqual(
    reports.map(({ projection }) => [projection, 0]),
  );
  for (const projection of ['order', 'customer']) {
    expect(await operator.do('undoRebuild', { projection })).toMatchObject({ done: true });
    await operator.until(projection, 'SWITCHED');
    expect(await operator.do('rebuildProjection', { projection })).toMatchObject({ done: true });
    await operator.until(projection, 'SWITCHED');
  }
  await reads.stop();
  expect([reads.faults, updates.faults]).toEqual([[], []]);
  expect(updates.updates()).toBeGreaterThan(0);
  await endWell(load);
  await worker.close(5000);
  figures('all read models rebuilt under load', {
    'read models': names.length,
    'documents compared': reports.reduce((sum, { compared }) => sum + compared, 0),
    'until all were switched, ms': rebuiltMs,
    reads: reads.count('document'),
    updates: updates.updates(),
    wrong: 0,
  });
});

it('a document that was changed by hand is found, shown, and mended by the switch', async () => {
  const worker = await startHere();
  const { services, load } = await withHistory(60);
  await load.stop();
  await expectAllWell(servers(), load.ledger.attempts);
  const { orderId } = load.orders[0] ?? { orderId: '' };
  const client = new Redis(servers().redisUrl);
  const [key = ''] = await client.keys(`slip:*:order.*:doc:${orderId}`);
  const text = (await client.get(key)) ?? '';
  await client.set(key, text.replace(/"status":"\w+"/, '"status":"STOLEN"'));
  client.disconnect();

  expect(await operator.do('rebuildProjection', { projection: 'order' })).toMatchObject({ done: true });
  const waiting = await operator.until('order', 'WAITING_FOR_APPROVAL');
  expect(waiting.differences).toBe(1);
  expect(await operator.differences('order')).toMatchObject([
    {
      id: orderId,
      kind: 'OTHER',
      live: { status: 'STOLEN' },
      next: { status: expect.not.stringMatching('STOLEN') },
    },
  ]);
  expect(await operator.do('rebuildProjection', { projection: 'order' })).toMatchObject({
    ...{ done: false, code: 'REBUILD_UNDER_WAY' },
  });
  await operator.do('switchProjection', { projection: 'order' });
  await operator.until('order', 'SWITCHED');
  const read = await services.reads.read({
    readModel: 'order',
    id: orderId,
    maxWaitMs: 0,
    ifBehind: 'ERROR',
  });
  expect(read.document?.body['status']).not.toBe('STOLEN');
  await expectAllWell(servers(), load.ledger.attempts);
  await worker.close(5000);
});

it('an entry that is missing in a list is found too', async () => {
  const worker = await startHere();
  const { load } = await withHistory(60);
  await load.stop();
  await expectAllWell(servers(), load.ledger.attempts);
  const client = new Redis(servers().redisUrl);
  const keys = await client.keys('slip:*:list:*');
  const sizes = await Promise.all(keys.map((each) => client.zcard(each)));
  const key = keys.find((_, index) => (sizes[index] ?? 0) > 2) ?? '';
  const [, projection = ''] = /^slip:\{[^:]+:(\w+)\.\d+\}/.exec(key) ?? [];
  const [member = ''] = await client.zrange(key, '0', '0');
  await client.zrem(key, member);
  client.disconnect();
  expect(await operator.do('rebuildProjection', { projection, approve: true })).toMatchObject({ done: true });
  await operator.until(projection, 'SWITCHED');
  expect(await operator.differences(projection)).toMatchObject([
    { kind: 'MISSING_IN_LIVE', live: null, next: { member } },
  ]);
  await expectAllWell(servers(), load.ledger.attempts);
  await worker.close(5000);
});

it('goes on after its worker was killed, while it fills and while it is to be switched', async () => {
  const first = startProcess(servers());
  await first.ready;
  const { load } = await withHistory(120);
  await begin('order', { eventsPerSecond: 60 });
  const half = await eventually('a part that is filled', async () => {
    const report = await operator.rebuildOf('order');
    return report && Number(report.position) > 40 ? report : undefined;
  });
  await first.kill();
  expect(half.state).toBe('FILLING');
  const second = startProcess(servers());
  await second.ready;
  const reached = (await operator.rebuildOf('order'))?.position ?? '0';
  expect(Number(reached)).toBeGreaterThanOrEqual(Number(half.position));
  await load.stop();
  await operator.until('order', 'SWITCHED');
  await second.kill();
  expect(await operator.do('undoRebuild', { projection: 'order' })).toMatchObject({ done: true });
  expect(await operator.rebuildOf('order')).toMatchObject({ state: 'SWITCHING' });
  await startProcess(servers()).ready;
  await operator.until('order', 'SWITCHED');
  await expectAllWell(servers(), load.ledger.attempts);
});
