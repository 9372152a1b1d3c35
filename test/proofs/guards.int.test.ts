// Commands race with the end, the price and the currency of what they are about, in one process and in two: nothing is
// decided on facts that have moved, nobody without an expected version is told of a conflict, and after a restore nothing
// is decided on what is no longer stored.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { modules } from '../../src/app/modules.ts';
import type { RecordedEvent } from '../../src/engine/model/events.ts';
import { createCommandBus } from '../../src/engine/flow/accept/commands/create-command-bus.ts';
import { createEventStore } from '../../src/engine/flow/accept/event-store/create-event-store.ts';
import { allEvents } from '../support/appends.ts';
import { resultOf } from '../support/command-bus.ts';
import { eventually } from '../support/eventually.ts';
import { figures, sized } from '../support/proof.ts';
import { withDatabase } from '../support/servers.ts';

const database = withDatabase();

type Input = Readonly<Record<string, unknown>>;
type Send = (command: string, input: Input) => Promise<string>;

const events = modules.flatMap((module) => module.events);
const deciders = modules.flatMap((module) => module.deciders);
const projections = modules.flatMap((module) => module.projections);

/** What a process has of its own: connections, states that it remembers, streams that it holds. */
function openProcess() {
  const store = createEventStore({ databaseUrl: database().url, events, poolSize: 10 });
  const bus = createCommandBus({ store, deciders, projections, doorbell: { ring: () => {} } });
  const send: Send = async (command, input) =>
    resultOf(await bus.dispatch({ command, input, principal: 'ada', correlationId: 'guards' }));
  return { store, send, close: () => bus.close().then(() => store.close()) };
}

const openClient = () => new pg.Client({ connectionString: database().url });

let ann: ReturnType<typeof openProcess>;
let bob: ReturnType<typeof openProcess>;
beforeEach(() => {
  [ann, bob] = [openProcess(), openProcess()];
});
afterEach(() => Promise.all([ann.close(), bob.close()]));

let named = 0;
const newId = (of: string): string => `${of}-${(named += 1)}`;
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const address = (line1: string) => ({ line1, city: 'Turin', postalCode: '10100', country: 'IT' });

async function done(result: Promise<string>): Promise<void> {
  expect(await result).toBe('OK');
}

async function newProduct(): Promise<string> {
  const productId = newId('product');
  const price = eur('10.00');
  await done(
    ann.send('listProduct', { productId, name: 'Mug', description: 'A mug', category: 'mugs', price }),
  );
  return productId;
}

const orderOf = (productId: string, orderId = newId('order')) => {
  return { orderId, customerId: 'customer', items: [{ productId, quantity: 1 }] };
};

async function newOrder(productId: string): Promise<string> {
  const orderId = newId('order');
  await done(ann.send('createOrder', orderOf(productId, orderId)));
  return orderId;
}

beforeAll(async () => {
  const first = openProcess();
  const customer = {
    customerId: 'customer',
    name: 'Ada',
    email: 'ada@example.com',
    address: address('Via 1'),
  };
  await done(first.send('registerCustomer', customer));
  await first.close();
});

const tally = (results: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...new Set(results)].map((one) => [one, results.filter((each) => each === one).length]),
  );

/** The lines of all orders with what stood at their moment: the price of the product, undefined after its end. */
function linesIn(all: readonly RecordedEvent[]) {
  const prices = new Map<string, string | undefined>();
  const lines: { readonly taken: string; readonly stood: string | undefined }[] = [];
  for (const { type, streamId, data } of all as readonly RecordedEvent<string, never>[]) {
    const { price, lines: ordered = [] } = data as {
      readonly price?: unknown;
      readonly lines?: readonly { readonly productId: string; readonly unitPrice: unknown }[];
    };
    if (type === 'ProductListed' || type === 'ProductPriceChanged')
      prices.set(streamId, JSON.stringify(price));
    if (type === 'ProductDiscontinued') prices.set(streamId, undefined);
    if (type !== 'OrderCreated') continue;
    for (const { productId, unitPrice } of ordered) {
      lines.push({ taken: JSON.stringify(unitPrice), stood: prices.get(productId) });
    }
  }
  return lines;
}

describe.each([
  ['one process', () => ann],
  ['two processes', () => bob],
] as const)('in %s', (where, other) => {
  test('no order stands after the end of its product', async () => {
    const products = await Promise.all(Array.from({ length: sized(40, 300) }, newProduct));
    const before = Number(await ann.store.head());
    const results = await Promise.all(
      products.map(async (productId) => {
        const end = ann.send('discontinueProduct', { productId });
        const orders = [ann, other(), other()].map(({ send }) => send('createOrder', orderOf(productId)));
        return { end: await end, orders: await Promise.all(orders) };
      }),
    );
    const outcomes = tally(results.flatMap(({ orders }) => orders));
    expect(tally(results.map(({ end }) => end))).toEqual({ OK: products.length });
    expect(Object.keys(outcomes).filter((code) => !['OK', 'PRODUCT_DISCONTINUED'].includes(code))).toEqual(
      [],
    );
    const late = linesIn(await allEvents(ann.store)).filter(({ stood }) => stood === undefined);
    figures(`orders racing with the end of their product, ${where}`, {
      orders: products.length * 3,
      'after the end': late.length,
      accepted: outcomes['OK'] ?? 0,
      refused: outcomes['PRODUCT_DISCONTINUED'] ?? 0,
    });
    expect(late).toEqual([]);
    expect(Number(await ann.store.head())).toBe(before + products.length + (outcomes['OK'] ?? 0));
  });

  test('a price that changes every 20 ms stops no order, and each is at the price of its moment', async () => {
    const productId = await newProduct();
    const callers = 200;
    const begun = performance.now();
    let ordering = true;
    const changes: Promise<string>[] = [];
    const changing = (async () => {
      for (let cents = 1; ordering; cents += 1) {
        const { send } = cents % 2 === 0 ? ann : other();
        changes.push(send('changeProductPrice', { productId, price: eur((20 + cents / 100).toFixed(2)) }));
        await sleep(20);
      }
    })();
    const slowest = await Promise.all(
      Array.from({ length: callers }, async (_, caller) => {
        let longest = 0;
        for (let n = 0; n < sized(1, 20); n += 1) {
          const sent = performance.now();
          await done((caller % 2 === 0 ? ann : other()).send('createOrder', orderOf(productId)));
          longest = Math.max(longest, performance.now() - sent);
        }
        return longest;
      }),
    );
    ordering = false;
    await changing;
    const seconds = (performance.now() - begun) / 1000;
    const priced = tally(await Promise.all(changes));
    const lines = linesIn(await allEvents(ann.store)).filter(({ stood }) => stood !== undefined);
    figures(`orders under a price that changes every 20 ms, ${where}`, {
      callers,
      'orders/s': Math.round((callers * sized(1, 20)) / seconds),
      'slowest ms': Math.round(Math.max(...slowest)),
      'price changes': changes.length,
      conflicts: priced['VERSION_CONFLICT'] ?? 0,
    });
    expect(priced).toEqual({ OK: changes.length });
    expect(lines.filter(({ taken, stood }) => taken !== stood)).toEqual([]);
  });

  describe('what is stored first is known to what comes after it', () => {
    /**
     * Both wait for the store, one after the other, before it is free: to whoever comes at that moment PostgreSQL gives
     * the row at once, before those that it has yet to wake.
     */
    async function inOrder(first: () => Promise<string>, second: () => Promise<string>): Promise<string> {
      const [holder, looker] = [openClient(), openClient()];
      await Promise.all([holder.connect(), looker.connect()]);
      const waiting = (count: number) => async () => {
        const { rowCount } = await looker.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rowCount === count || undefined;
      };
      await holder.query('BEGIN; SELECT FROM "EventStoreHead" FOR UPDATE');
      const before = first();
      await eventually('the first to wait for the store', waiting(1));
      const after = second();
      await eventually('the second to wait for the store', waiting(2));
      await holder.query('COMMIT');
      await Promise.all([holder.end(), looker.end()]);
      await done(before);
      return after;
    }
    const lastOf = async () => (await allEvents(ann.store)).at(-1)?.data;

    test('the end of a product', async () => {
      const [one, two] = [await newProduct(), await newProduct()];
      const end = (productId: string) => () => ann.send('discontinueProduct', { productId });
      expect(await inOrder(end(one), () => other().send('createOrder', orderOf(one)))).toBe(
        'PRODUCT_DISCONTINUED',
      );
      const added = { orderId: await newOrder(await newProduct()), productId: two, quantity: 1 };
      expect(await inOrder(end(two), () => other().send('addOrderItem', added))).toBe('PRODUCT_DISCONTINUED');
    });

    test('its price', async () => {
      const [one, two] = [await newProduct(), await newProduct()];
      const reprice = (productId: string, price = eur('99.00')) => {
        return () => ann.send('changeProductPrice', { productId, price });
      };
      await done(inOrder(reprice(one), () => other().send('createOrder', orderOf(one))));
      expect(await lastOf()).toMatchObject({ lines: [{ unitPrice: { minor: 9900 } }] });
      const orderId = await newOrder(await newProduct());
      const added = { orderId, productId: two, quantity: 1 };
      await done(inOrder(reprice(two), () => other().send('addOrderItem', added)));
      expect(await lastOf()).toMatchObject({ unitPrice: { minor: 9900 } });
      const dear = { ...added, productId: await newProduct() };
      const toDollars = reprice(dear.productId, { amount: '10.00', currency: 'USD' });
      expect(await inOrder(toDollars, () => other().send('addOrderItem', dear))).toBe('CURRENCY_MISMATCH');
    });

    test('an address, and a customer who was not there', async () => {
      const productId = await newProduct();
      const moved = { customerId: 'customer', address: address(newId('Via')) };
      await done(
        inOrder(
          () => ann.send('updateCustomerAddress', moved),
          () => other().send('createOrder', orderOf(productId)),
        ),
      );
      expect(await lastOf()).toMatchObject({ shippingAddress: { line1: moved.address.line1 } });
      const customerId = newId('customer');
      await done(
        inOrder(
          () => ann.send('registerCustomer', { customerId, name: 'Bob', email: `${customerId}@example.com` }),
          () => other().send('openAccount', { customerId, currency: 'EUR' }),
        ),
      );
    });
  });
});

test('nothing is decided on a future that a restore has undone', async () => {
  const accountId = newId('account');
  const orderId = await newOrder(await newProduct());
  const deposit = (amount: string) => ({ accountId, amount: eur(amount) });
  await done(ann.send('openAccount', { accountId, customerId: 'customer', currency: 'EUR' }));
  await done(ann.send('depositMoney', deposit('10.00')));
  const dumped = await ann.store.head();
  await done(ann.send('depositMoney', deposit('500000.00')));
  await done(ann.send('payOrder', { orderId, paymentReference: 'lost' }));

  const client = new pg.Client({ connectionString: database().url });
  await client.connect();
  await client.query(`ALTER TABLE "Event" DISABLE TRIGGER ALL; DELETE FROM "Event" WHERE "position" > ${dumped};
    ALTER TABLE "Event" ENABLE ALWAYS TRIGGER "Event_append_only"`);
  await client.end();
  await done(bob.send('depositMoney', deposit('1.00')));
  await done(bob.send('changeOrderShippingAddress', { orderId, address: address('Via 2') }));
  await newProduct().then(newProduct);

  expect(await ann.send('withdrawMoney', deposit('500000.00'))).toBe('INSUFFICIENT_FUNDS');
  expect(await ann.send('shipOrder', { orderId, carrier: 'DHL', trackingNumber: '1' })).toBe(
    'ORDER_NOT_PAID',
  );
  await done(ann.send('payOrder', { orderId, paymentReference: 'again' }));
});
