// A customer with many orders is erased while others go on: nothing of name, email and addresses is found in any table, key
// or log line afterwards, and all else is as it was.
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { modules as allModules } from '../../src/app/modules.ts';
import {
  createEventReader,
  type EventStoreOptions,
} from '../../src/engine/flow/accept/event-store/create-event-store.ts';
import type { StreamName } from '../../src/engine/model/stream.ts';
import { eventually } from '../support/eventually.ts';
import { openEventStream, updatesOf } from '../support/event-stream.ts';
import { openOperator, type Operator } from '../support/operate.ts';
import { judge, readEverything, untilCaughtUp } from '../support/oracle/judge.ts';
import { withClient } from '../support/oracle/read-table-lanes.ts';
import { figures, sized } from '../support/proof.ts';
import { emptyReadTables } from '../support/read-tables.ts';
import { searchEverywhere } from '../support/search-everywhere.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShop, type Shop } from '../support/shop.ts';

const ORDERS = sized(30, 1_000);
const PATIENCE_MS = sized(120_000, 600_000);
const MARKERS = {
  name: 'Marker Personson-4711',
  email: 'marker-4711@personal.example',
  earlier: 'earlier-4711@personal.example',
  phone: '+49304711471147',
  street: 'Markerstreet 4711',
  city: 'Markertown-4711',
  reason: 'because marker-4711 said so',
  payment: 'payment-of-marker-4711',
};
const TEXTS = Object.values(MARKERS);
const address = { line1: MARKERS.street, city: MARKERS.city, postalCode: '10117', country: 'DE' };

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });
const database = withDatabase();
const redisServer = withRedis();
const modules = allModules.map((module) => ({ ...module, reactions: [] }));
const projections = modules.flatMap((module) => module.projections);

let shop: Shop;
let operator: Operator;
let redis: Redis;
/** As another process: it has its own keys. */
let other: ReturnType<typeof createEventReader>;
const scene = () => ({ databaseUrl: database().url, redisUrl: redisServer().url, projections });
const search = (texts = TEXTS) => searchEverywhere(database().url, redis, texts);

async function send(command: string, input: Readonly<Record<string, unknown>>, commandId = randomUUID()) {
  const request = { command, input: { ...input, commandId }, principal: 'ada', correlationId: 'erasure' };
  return shop.api.services.commands.dispatch(request);
}
async function accept(command: string, input: Readonly<Record<string, unknown>>): Promise<string> {
  const outcome = await send(command, input);
  if (outcome.accepted) return outcome.receipt.token;
  throw new Error(`${command} was refused: ${JSON.stringify(outcome.rejection)}`);
}

async function fill(): Promise<void> {
  const price = { amount: '12.50', currency: 'EUR' };
  await accept('listProduct', { productId: 'tea', name: 'Tea', description: '', category: 'c', price });
  const { name, email, earlier, phone } = MARKERS;
  await accept('registerCustomer', {
    ...{ customerId: 'marked', name: 'Nobody', email: earlier, phoneNumber: phone, address },
  });
  await accept('registerCustomer', {
    ...{
      customerId: 'other',
      name: 'Other',
      email: 'other@example.com',
      address: { ...address, line1: 'Elsewhere 1', city: 'Bonn' },
    },
  });
  await accept('changeCustomerName', { customerId: 'marked', name });
  await accept('changeCustomerEmail', { customerId: 'marked', email });
  expect(await send('registerCustomer', { name: 'Thief', email: MARKERS.email })).toMatchObject({
    accepted: false,
    rejection: { code: 'EMAIL_TAKEN' },
  });
  for (let number = 0; number < ORDERS; number += 1) {
    const orderId = `marked-${number}`;
    const items = [{ productId: 'tea', quantity: 1 + (number % 3) }];
    await accept('createOrder', { orderId, customerId: 'marked', items });
    if (number % 2 === 0) await accept('payOrder', { orderId, paymentReference: MARKERS.payment });
    if (number % 4 === 0)
      await accept('shipOrder', { orderId, carrier: 'c', trackingNumber: MARKERS.payment });
    if (number % 4 === 1) {
      await accept('changeOrderShippingAddress', {
        orderId,
        address: { ...address, line2: MARKERS.street },
      }).catch(() => {});
      await accept('cancelOrder', { orderId, reason: MARKERS.reason });
    }
  }
}

beforeAll(async () => {
  const { serverUrl } = database();
  const servers = { databaseUrl: serverUrl, redisUrl: redisServer().url };
  shop = await startShop({ ...servers, modules });
  await shop.startWorker();
  operator = await openOperator(servers, modules);
  redis = new Redis(servers.redisUrl);
  const options: EventStoreOptions = {
    databaseUrl: serverUrl,
    events: modules.flatMap(({ events }) => events),
  };
  other = createEventReader(options);
  await fill();
  await untilCaughtUp(scene(), PATIENCE_MS);
});
afterAll(async () => {
  await other.close();
  redis.disconnect();
  await operator.close();
  await shop.close();
});

const namesIn = async (stream: StreamName): Promise<readonly unknown[]> => {
  const { streams } = await other.readStreams([{ stream, after: 0 }]);
  return streams.flat().flatMap(({ data }) => (data as { name?: string }).name ?? []);
};
const sums = async () => {
  const documents = await redis.keys('*salesOfPeriod*doc*');
  const texts = await Promise.all(documents.toSorted().map((key) => redis.get(key)));
  return texts.map((text) => text?.slice(text.indexOf('{')));
};
const customer = async () => {
  const { data } = await shop.ask(
    '{ customer(id: "marked") { version name email phoneNumber address { line1 line2 city country } orderCount } }',
  );
  return data?.['customer'] as { readonly version: number };
};

describe('a customer who is erased', () => {
  it('was nowhere in the store of events and commands in plain text, and in documents', async () => {
    const found = await search();
    expect(found.filter((place) => place.startsWith('table'))).toEqual([]);
    expect(found.length).toBeGreaterThan(ORDERS);
    expect(await customer()).toMatchObject({ name: MARKERS.name, email: MARKERS.email });
    expect(await namesIn('customer/marked')).toEqual(['Nobody', MARKERS.name]);
  });

  it('is found nowhere afterwards; sums stay, versions never fall, and who follows is told', async () => {
    const before = await sums();
    const versions: number[] = [];
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const others = (async () => {
      for (let number = 0; !stop.signal.aborted; number += 1) {
        await accept('changeCustomerName', { customerId: 'other', name: `Other ${number}` });
        versions.push((await customer()).version);
      }
    })();
    const followed = await openEventStream(
      shop.url,
      'subscription { customerUpdated(id: "marked", sinceVersion: 1) { version document { name email } } }',
    );
    await followed.untilResults(1);
    const began = performance.now();
    const outcome = await operator.do('eraseSubject', { subject: 'customer/marked' });
    expect(outcome).toMatchObject({
      done: true,
      result: { subject: 'customer/marked', streams: ORDERS + 1 },
    });
    const erasedMs = performance.now() - began;
    expect(await namesIn('customer/marked'), 'by another process').toEqual(['Erased', 'Erased']);
    const erased = await eventually('the customer without a name', async () => {
      const found = await customer();
      return JSON.stringify(found).includes('Erased') ? found : undefined;
    });
    stop.abort();
    await others;
    await untilCaughtUp(scene(), PATIENCE_MS);
    const foldedMs = performance.now() - began;

    expect(erased).toEqual({
      ...{ version: 4, name: 'Erased', email: 'Erased', phoneNumber: null, orderCount: ORDERS },
      address: { line1: 'Erased', line2: null, city: 'Erased', country: 'DE' },
    });
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    await eventually('the subscriber to be told', () => {
      const last = updatesOf(followed.results).at(-1);
      return last?.version === 4 && JSON.stringify(last).includes('"name":"Erased"') ? true : undefined;
    });
    followed.close();
    expect(await search()).toEqual([]);
    expect(JSON.stringify(shop.logged)).not.toMatch(new RegExp(TEXTS.join('|').replaceAll('+', '\\+'), 'i'));
    expect(await sums()).toEqual(before);
    figures('a customer erased', {
      orders: ORDERS,
      'told ms': Math.round(erasedMs),
      'folded ms': Math.round(foldedMs),
    });
  });

  it('reads the same in every read model as when all is folded anew', async () => {
    expect((await judge(scene(), [])).faults).toEqual([]);
    const live = await readEverything(scene());
    await shop.stopWorker();
    await redis.flushall();
    await withClient(database().url, emptyReadTables);
    await shop.startWorker();
    await untilCaughtUp(scene(), PATIENCE_MS);
    const rebuilt = await readEverything(scene());
    for (const { name } of projections) expect([name, rebuilt.get(name)]).toEqual([name, live.get(name)]);
  });

  it('stays erased: what comes later of it is not kept, the same deed again changes nothing', async () => {
    await accept('changeCustomerName', { customerId: 'marked', name: MARKERS.name });
    await accept('createOrder', {
      ...{ orderId: 'late', customerId: 'marked', shippingAddress: address },
      items: [{ productId: 'tea', quantity: 1 }],
    });
    await untilCaughtUp(scene(), PATIENCE_MS);
    expect(await search()).toEqual([]);
    expect(await operator.do('eraseSubject', { subject: 'customer/marked' })).toMatchObject({
      done: true,
      result: { streams: 0 },
    });
    expect(await operator.do('eraseSubject', { subject: 'customer/unknown' })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await judge(scene(), [])).faults).toEqual([]);
  });

  it('is erased to the end by a worker if its process was killed after the key was gone', async () => {
    await accept('registerCustomer', {
      ...{ customerId: 'killed', name: 'Killed-0815', email: 'killed-0815@example.com' },
    });
    await untilCaughtUp(scene(), PATIENCE_MS);
    expect(await other.erasures.forget('customer/killed')).toMatchObject({ ageMs: expect.any(Number) });
    await sleep(100);
    await eventually('nothing of it to be left', async () =>
      (await search(['killed-0815'])).length === 0 ? true : undefined,
    );
    expect(await other.erasures.unfinished()).toEqual([]);

    await accept('registerCustomer', { customerId: 'again', name: 'Again', email: 'again@example.com' });
    await other.erasures.forget('customer/again');
    const repeated = await operator.do('eraseSubject', { subject: 'customer/again' });
    expect(repeated).toMatchObject({ done: true, result: { streams: 1 } });
    await untilCaughtUp(scene(), PATIENCE_MS);
    expect((await judge(scene(), [])).faults).toEqual([]);
  });
});
