// Orders that a bug in a fold has parked: what readers and subscribers see of them and of all others, and how an operator
// finds, tries, mends and skips them.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OpenOperations } from '../../src/engine/operations/open-operations.ts';
import type { Verb } from '../../src/engine/model/operations.ts';
import type { JsonObject } from '../../src/engine/model/json.ts';
import { shop as system } from '../../src/app/system.ts';
import { brokenOrders } from '../support/broken-orders.ts';
import { commandLineHere } from '../support/command-line-here.ts';
import { openShopOperations } from '../support/open-operations.ts';
import { startShop, type Shop } from '../support/shop.ts';
import { withDatabase, withRedis } from '../support/servers.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const database = withDatabase();
const redis = withRedis();
const { modules, broken } = brokenOrders(['order', 'customerOrders']);
const ids = ['p1', 'p2', 'p3', 'p4', 'p5'];
let shop: Shop;
let operations: OpenOperations;

async function send(command: string, input: Readonly<Record<string, unknown>>): Promise<string> {
  const request = { command, input, principal: 'ada', correlationId: 'parking' };
  const outcome = await shop.api.services.commands.dispatch(request);
  if (!outcome.accepted) throw new Error(`${command} was refused.`);
  return outcome.receipt.token;
}

const deed = (verb: Verb, input: JsonObject, reason?: string) =>
  operations.run({ verb, input, reason, principal: 'olga', commandId: randomUUID() });

const ask = (id: string, args = '') => shop.ask(`{ order(id: "${id}"${args}) { id version status } }`);

beforeAll(async () => {
  shop = await startShop({ databaseUrl: database().url, redisUrl: redis().url, modules });
  await shop.startWorker();
  await shop.seed();
  operations = await openShopOperations(shop, 'shown', modules);
  const items = [{ productId: 'product-6', quantity: 2 }];
  for (const orderId of ids) await send('createOrder', { orderId, customerId: 'customer-1', items });
  for (const id of ['p1', 'p2', 'p3']) broken.add(id);
  let token = '';
  for (const orderId of ids) token = await send('cancelOrder', { orderId, reason: 'late' });
  await shop.untilReady(token);
});
afterAll(async () => {
  await operations.close();
  await shop.close();
});

describe('parked orders', () => {
  it('are errors of their own to readers, and all others are as they were', async () => {
    expect((await ask('p1')).errors).toMatchObject([
      { path: ['order'], extensions: { code: 'DOCUMENT_PARKED', readModel: 'ORDER', id: 'p1' } },
    ]);
    expect(JSON.stringify((await ask('p1')).errors)).not.toContain('no reason');
    expect((await ask('p4')).data).toEqual({ order: { id: 'p4', version: 2, status: 'CANCELLED' } });
  });

  it('are their last good state to those who take it, and in lists', async () => {
    const stale = await ask('p1', ', consistency: { ifBehind: STALE }');
    expect(stale.data).toEqual({ order: { id: 'p1', version: 1, status: 'CREATED' } });
    const list = await shop.ask(
      '{ customerOrders(customerId: "customer-1", first: 20) { nodes { id status } } }',
    );
    expect(list.data?.['customerOrders']).toMatchObject({
      nodes: expect.arrayContaining([
        { id: 'p1', status: 'CREATED' },
        { id: 'p4', status: 'CANCELLED' },
      ]),
    });
  });

  it('are shown to operators by what failed, with the event, the error and what waits', async () => {
    expect(await operations.deadLetterGroups()).toMatchObject([
      { projection: expect.any(String), eventType: 'OrderCancelled', code: 'FOLD_FAILED', documents: 3 },
      { documents: 3 },
    ]);
    const { items, next } = await operations.deadLetters({ first: 2 });
    expect(items).toHaveLength(2);
    const rest = await operations.deadLetters({ first: 10, after: next });
    const all = [...items, ...rest.items];
    expect(all).toHaveLength(6);
    expect(all.find(({ id }) => id === 'order/p1')).toMatchObject({
      event: { type: 'OrderCancelled', stream: 'order/p1', payload: { reason: 'late' } },
      error: { code: 'FOLD_FAILED', message: expect.stringContaining('no reason for p1') },
      ...{ version: 1, document: { status: 'CREATED' } },
    });
    const [first] = await operations.deadLetterGroups();
    expect((await operations.deadLetters({ first: 10, group: first?.group })).items).toHaveLength(3);
    const explained = await operations.explain('order', 'p1', 10);
    expect(explained).toMatchObject({ parked: { id: 'order/p1' } });
    expect(explained?.steps.map(({ effect }) => effect)).toEqual(['FOLDED', 'FAILED']);
  });

  it('stay parked by the same code: a try says so, and a redrive', async () => {
    expect(await operations.tryDeadLetter('order/p1')).toMatchObject({
      document: undefined,
      error: { code: 'FOLD_FAILED' },
    });
    expect(await deed('redriveDeadLetter', { id: 'order/p1' })).toMatchObject({
      done: true,
      result: { redriven: [], stillParked: ['order/p1'], waiting: [] },
    });
    expect(await deed('redriveDeadLetter', { id: 'order/p4' })).toMatchObject({
      done: false,
      code: 'NOT_FOUND',
    });
  });

  it('are told of at the command line, which goes on from there', async () => {
    const cli = (...args: readonly string[]) =>
      commandLineHere(system, { databaseUrl: database().url, redisUrl: redis().url }, args);
    const parked = await cli('parked');
    expect(parked).toMatchObject({ code: 1, err: '6 documents parked, of 2 groups.\n' });
    expect(parked.out).toMatch(/order: OrderCancelled \(FOLD_FAILED\), 3 documents, nothing waits behind/);
    expect(parked.out).toContain('npm run cli -- try order/p1');
    const tried = await cli('try', 'order/p1');
    expect(tried).toMatchObject({ code: 0, err: '' });
    expect(tried.out).toContain('  - status: "CREATED"\n  + status: "CANCELLED"');
    expect(await cli('redrive', 'order/p1')).toMatchObject({ code: 1, err: '1 document not mended.\n' });
    expect(await cli('redrive', 'order/p4')).toMatchObject({ code: 2 });
    expect(await cli('skip', 'order/p1', '--reason', ' ')).toMatchObject({ code: 2 });
  });

  it('go on without an event that an operator skips, with a reason; a rebuild gives the same', async () => {
    expect(await deed('discardDeadLetter', { id: 'order/p3' })).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await deed('discardDeadLetter', { id: 'order/p3' }, 'a test order')).toMatchObject({
      done: true,
      result: { discarded: { type: 'OrderCancelled' }, redriven: ['order/p3'] },
    });
    expect((await ask('p3')).data).toEqual({ order: { id: 'p3', version: 2, status: 'CREATED' } });
    const explained = await operations.explain('order', 'p3', 10);
    expect(explained).toMatchObject({ isSame: true, parked: undefined });
    expect(explained?.steps.map(({ effect }) => effect)).toEqual(['FOLDED', 'DISCARDED']);
    const [first] = (await operations.audit({ first: 1 })).items;
    expect(first).toMatchObject({ verb: 'discardDeadLetter', principal: 'olga', reason: 'a test order' });
  });

  it('are mended by mended code: a try shows the difference, a redrive writes it', async () => {
    broken.clear();
    expect(await operations.tryDeadLetter('order/p1')).toMatchObject({
      deadLetter: { version: 1, document: { status: 'CREATED' } },
      ...{ version: 2, document: { status: 'CANCELLED' }, error: undefined },
    });
    expect((await ask('p1')).errors).toMatchObject([{ extensions: { code: 'DOCUMENT_PARKED' } }]);
    const groups = await operations.deadLetterGroups();
    for (const { group } of groups) {
      expect(await deed('redriveDeadLetters', { group, first: 10 })).toMatchObject({
        done: true,
        result: { stillParked: [], waiting: [] },
      });
    }
    expect(await operations.deadLetterGroups()).toEqual([]);
    for (const id of ['p1', 'p2']) {
      expect((await ask(id)).data).toEqual({ order: { id, version: 2, status: 'CANCELLED' } });
      expect(await operations.explain('order', id, 1)).toMatchObject({ isSame: true });
    }
  });
});
