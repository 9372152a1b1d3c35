// A seeded shop under load, with poison planted in three orders and every read model rebuilt meanwhile: readers of the three
// are told and all others see nothing of it, a try shows what a redrive gives, and the audit says who did it and why.
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { poisonDocument } from '../../src/app/poison/poison-order.ts';
import { seedShop } from '../../src/app/seed/seed-shop.ts';
import { idOf, planShop } from '../../src/app/seed/shop.ts';
import type { RunningApi } from '../../src/engine/host/roles.ts';
import { eventually } from '../support/eventually.ts';
import { expectAllWell, PATIENCE_MS, sceneOf, settingsOf, withObservedApis } from '../support/fault-scene.ts';
import { observedModules } from '../support/observed-modules.ts';
import { openOperator, type Operator } from '../support/operate.ts';
import { untilCaughtUp } from '../support/oracle/judge.ts';
import { watchReads } from '../support/oracle/watch-reads.ts';
import { watchUpdates } from '../support/oracle/watch-updates.ts';
import { figures, sized } from '../support/proof.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { latencyUntil, mostMemory } from '../support/read-latency.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { clientOf } from '../support/shop.ts';
import { startShopLoad } from '../support/shop-load.ts';
import { withWorkerProcesses } from '../support/worker-processes.ts';

/** At full size most of the time is the rebuilds'. */
const REBUILT_WITHIN_MS = sized(PATIENCE_MS / 2, 4_000_000);
vi.setConfig({ testTimeout: sized(PATIENCE_MS, 7_200_000) });

const ORDERS = sized(100, 70_000);
const MEASURED_MS = sized(800, 5000);
const POISONED = ['poisoned-1', 'poisoned-2', 'poisoned-3'];
const REASON = 'its items were lost';

const database = withDatabase('test');
const redis = withRedis({}, 'test');
const startApi = withObservedApis();
const startWorker = withWorkerProcesses();
const servers = () => ({ databaseUrl: database().url, redisUrl: redis().url });
const names = observedModules.flatMap(({ projections }) => projections.map(({ name }) => name));

it('poison in three orders of a shop under load', async () => {
  const random = randomFrom(seedOfRun());
  const plan = planShop({ seed: 7, orders: ORDERS });
  await seedShop({ databaseUrl: database().url, shop: plan, signal: new AbortController().signal });
  const started = performance.now();
  const worker = startWorker(servers());
  const api = await startApi(servers());
  await worker.ready;
  await untilCaughtUp(sceneOf(servers()), PATIENCE_MS / 2);
  const filledMs = performance.now() - started;
  const operator = await openOperator(servers(), observedModules);
  const ids = Array.from({ length: Math.min(ORDERS, 1000) }, (_, order) => idOf(plan, 'order', order));
  const reading = { client: clientOf(api.url), ids, random: random.fork() };
  const load = await startShopLoad({ commands: api.services.commands, random: random.fork() });
  for (const orderId of POISONED) await order(api, orderId);
  await eventually('orders that are followed', () => load.orders.length >= 5 || undefined);
  const { reads: service, subscriptions } = api.services;
  const reads = watchReads({ reads: service, receipts: load.orders, random: random.fork() });
  const followed = load.orders.slice(0, 5).map(({ orderId }) => orderId);
  const updates = await watchUpdates({ subscriptions, reads: service, ids: followed, withDocuments: true });

  const quiet = await latencyUntil(reading, sleep(MEASURED_MS));
  for (const orderId of POISONED) await poisonDocument(settingsOf(servers()), orderId);
  const { group } = await seeParked(operator, api);
  const parked = await latencyUntil(reading, sleep(MEASURED_MS));

  const head = Number(load.orders.at(-1)?.position);
  const began = performance.now();
  const rebuilding = rebuildAll(
    operator,
    names.filter((name) => name !== 'order'),
  );
  // Until its documents are mended, a rebuild of it would do that.
  const mended = mend(operator, api, group).then(() => rebuildAll(operator, ['order']));
  const meanwhile = await latencyUntil(reading, Promise.all([rebuilding, mended]));
  const rebuiltMs = performance.now() - began;
  expect(await operator.do('undoRebuild', { projection: 'order' })).toMatchObject({ done: true });
  expect(await ended(operator, 'order')).toMatchObject({ state: 'SWITCHED' });

  await reads.stop();
  await load.stop();
  const memory = { worker: mostMemory(worker.pid), api: mostMemory(process.pid) };
  const { store } = await expectAllWell(servers(), load.ledger.attempts);
  expect([reads.faults, updates.faults]).toEqual([[], []]);
  expect([quiet.wrong, parked.wrong, meanwhile.wrong]).toEqual([0, 0, 0]);
  await operator.close();
  figures('three orders poisoned, every read model rebuilt, one undone', {
    events: store.events.length,
    'read models': names.length,
    'reads of other orders, p50 and p99 ms, before': `${quiet.p50}, ${quiet.p99} (${quiet.reads})`,
    'while three are parked': `${parked.p50}, ${parked.p99} (${parked.reads})`,
    'while all is rebuilt': `${meanwhile.p50}, ${meanwhile.p99} (${meanwhile.reads})`,
    'filled first, with the start of the worker, events/s': Math.round(
      (head * names.length) / (filledMs / 1000),
    ),
    'all rebuilt under load, s': Math.round(rebuiltMs / 100) / 10,
    'events folded by that, /s': Math.round((head * names.length) / (rebuiltMs / 1000)),
    'worker, most RSS MB': memory.worker,
    'API and load, most RSS MB': memory.api,
    'reads watched': reads.count('document'),
    'reads wrong': reads.faults.length,
    'updates watched': updates.updates(),
    'updates wrong': updates.faults.length,
  });
});

async function order({ url, services: { commands } }: RunningApi, orderId: string): Promise<void> {
  const send = async (command: string, input: Readonly<Record<string, unknown>>): Promise<void> => {
    const outcome = await commands.dispatch({ command, input, principal: 'ada', correlationId: 'poison' });
    expect(outcome.accepted).toBe(true);
  };
  const [productId, customerId] = [`${orderId}-product`, `${orderId}-customer`];
  const price = { amount: '9.90', currency: 'EUR' };
  await send('listProduct', { productId, name: 'Mug', description: '', category: 'mugs', price });
  await send('registerCustomer', { customerId, name: 'Ada', email: `${orderId}@example.com` });
  await send('createOrder', { orderId, customerId, items: [{ productId, quantity: 3 }] });
  await eventually(`${orderId} to be there`, async () => {
    const { data } = await clientOf(url).ask(`{ order(id: "${orderId}") { id } }`);
    return data?.['order'] ?? undefined;
  });
}

/** Operators see one group of three, and readers are told. */
async function seeParked(operator: Operator, { url }: RunningApi) {
  const [group] = await eventually('three parked orders', async () => {
    const groups = await operator.deadLetterGroups();
    return groups[0]?.documents === POISONED.length ? groups : undefined;
  });
  expect(group).toMatchObject({
    ...{ projection: 'order', eventType: 'OrderItemQuantityChanged', code: 'FOLD_FAILED' },
  });
  for (const id of POISONED) {
    const { errors } = await clientOf(url).ask(`{ order(id: "${id}") { status } }`);
    expect(errors).toMatchObject([{ extensions: { code: 'DOCUMENT_PARKED' } }]);
    const stale = `{ order(id: "${id}", consistency: { ifBehind: STALE }) { version status } }`;
    expect((await clientOf(url).ask(stale)).data).toEqual({ order: { version: 1, status: 'CREATED' } });
  }
  return { group: group?.group ?? '' };
}

/** One, then all of the group; the audit has it. */
async function mend(operator: Operator, { url }: RunningApi, group: string): Promise<void> {
  const [first = ''] = POISONED;
  expect(await operator.tryDeadLetter(`order/${first}`)).toMatchObject({
    deadLetter: { version: 1, document: expect.not.objectContaining({ items: expect.anything() }) },
    document: { items: [{ quantity: 2 }] },
    error: undefined,
  });
  const deed = { commandId: randomUUID(), principal: 'olga', reason: REASON };
  const verb = 'redriveDeadLetter';
  const one = await operator.run({ ...deed, verb, input: { id: `order/${first}` } });
  expect(one).toMatchObject({ done: true, result: { stillParked: [] } });
  const rest = await operator.run({
    ...{ ...deed, verb: 'redriveDeadLetters', commandId: randomUUID(), input: { group, first: 10 } },
  });
  expect(rest).toMatchObject({ done: true, result: { stillParked: [] } });
  // A worker that fills all else anew may come to it after the deed was answered.
  await eventually(
    'all to be mended',
    async () => (await operator.deadLetterGroups()).length === 0 || undefined,
  );
  for (const id of POISONED) {
    const { data } = await clientOf(url).ask(`{ order(id: "${id}") { version items { quantity } } }`);
    expect(data).toEqual({ order: { version: 2, items: [{ quantity: 2 }] } });
  }
  const { items } = await operator.audit({ first: 100 });
  expect(items.filter(({ principal }) => principal === 'olga')).toMatchObject([
    { verb: 'redriveDeadLetters', input: { group }, reason: REASON, outcome: { done: true } },
    { verb, input: { id: `order/${first}` }, reason: REASON, outcome: { done: true } },
  ]);
}

async function rebuildAll(operator: Operator, projections: readonly string[]): Promise<void> {
  for (const projection of projections) {
    await eventually(`${projection} to be live`, async () =>
      (await operator.do('rebuildProjection', { projection })).done ? true : undefined,
    );
  }
  for (const projection of projections) {
    expect(await ended(operator, projection)).toMatchObject({ state: 'SWITCHED', differences: 0 });
  }
}

const ENDS: readonly string[] = ['SWITCHED', 'ABORTED', 'WAITING_FOR_APPROVAL'];

/** Of a rebuild, or where it waits for an operator. */
const ended = (operator: Operator, projection: string) =>
  eventually(
    `${projection} to be rebuilt`,
    async () => {
      const report = await operator.rebuildOf(projection);
      return report && ENDS.includes(report.state) ? report : undefined;
    },
    { withinMs: REBUILT_WITHIN_MS, everyMs: 100 },
  );
