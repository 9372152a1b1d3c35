// Orders parked on purpose, by the program that a developer runs: one that a redrive mends, one that only a skip helps.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOperator, type Operator } from '../../support/operate.ts';
import { eventually } from '../../support/eventually.ts';
import { runProgram } from '../../support/run-cli.ts';
import { withShop } from '../../support/shop.ts';
import { modules } from '../../../src/app/modules.ts';

const shop = withShop();
let operator: Operator;
beforeAll(async () => {
  operator = await openOperator(shop(), modules);
});
afterAll(() => operator.close());

const poison = (...words: readonly string[]) =>
  runProgram(['src/bin/poison.ts', ...words], {
    DATABASE_URL: shop().databaseUrl,
    REDIS_URL: shop().redisUrl,
  });

async function newOrder(orderId: string): Promise<void> {
  const items = [{ productId: 'product-1', quantity: 2 }];
  await send('createOrder', { orderId, customerId: 'customer-1', items });
}

async function send(command: string, input: Readonly<Record<string, unknown>>): Promise<void> {
  const { dispatch } = shop().api.services.commands;
  const outcome = await dispatch({
    command,
    input,
    principal: 'ada',
    correlationId: 'poison',
  });
  expect(outcome).toMatchObject({ accepted: true });
  if (outcome.accepted) await shop().untilReady(outcome.receipt.token);
}

const parked = (id: string) =>
  eventually(`order/${id} to be parked`, async () => {
    const { items } = await operator.deadLetters({ first: 10 });
    return items.find((letter) => letter.id === `order/${id}`);
  });

const status = async (id: string) => shop().ask(`{ order(id: "${id}") { version status itemCount } }`);

it('loses its items, which its next event needs; a redrive folds them anew', async () => {
  await newOrder('spoilt');
  expect(await poison('order/spoilt')).toMatchObject({
    code: 0,
    out: expect.stringContaining('npm run cli -- try order/spoilt'),
  });
  expect(await parked('spoilt')).toMatchObject({
    event: { type: 'OrderItemQuantityChanged' },
    error: { code: 'FOLD_FAILED' },
  });
  expect((await status('spoilt')).errors).toMatchObject([{ extensions: { code: 'DOCUMENT_PARKED' } }]);
  expect(await operator.tryDeadLetter('order/spoilt')).toMatchObject({
    document: { items: [{ quantity: 1 }] },
    error: undefined,
  });
  expect(await poison('order/spoilt')).toMatchObject({ code: 1, err: expect.stringContaining('CREATED') });
  expect(await operator.do('redriveDeadLetter', { id: 'order/spoilt' })).toMatchObject({ done: true });
  expect((await status('spoilt')).data).toEqual({ order: { version: 2, status: 'CREATED', itemCount: 1 } });
});

it('gets an event that no fold can take; only a skip helps', async () => {
  await newOrder('cursed');
  expect(await poison('order/cursed', '--event')).toMatchObject({
    code: 1,
    err: expect.stringContaining('paid'),
  });
  await send('payOrder', { orderId: 'cursed', paymentReference: 'a' });
  expect(await poison('order/cursed', '--event')).toMatchObject({
    code: 0,
    out: expect.stringContaining('npm run cli -- skip order/cursed'),
  });
  expect(await parked('cursed')).toMatchObject({ event: { type: 'OrderShipped' } });
  expect(await operator.tryDeadLetter('order/cursed')).toMatchObject({ error: { code: 'FOLD_FAILED' } });
  expect(await operator.do('redriveDeadLetter', { id: 'order/cursed' })).toMatchObject({
    result: { stillParked: ['order/cursed'] },
  });
  expect(await operator.do('discardDeadLetter', { id: 'order/cursed' })).toMatchObject({ done: true });
  expect((await status('cursed')).data).toEqual({ order: { version: 3, status: 'PAID', itemCount: 1 } });
  expect(await operator.deadLetterGroups()).toEqual([]);
});

it('is no order that is not there', async () => {
  expect(await poison('order/nobody')).toMatchObject({ code: 1 });
  expect(await poison('order/nobody', '--event')).toMatchObject({ code: 1 });
  expect(await poison('product/product-1')).toMatchObject({ code: 1 });
});
