// The cost of a query: one round trip to Redis per operation, whatever is selected and however many documents it asks
// for.
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modules } from '../../src/app/modules.ts';
import { eventually } from '../support/eventually.ts';
import { countRoundTrips, type RoundTripCounter } from '../support/round-trips.ts';
import { selectAll } from '../support/select-all.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShop, type Answer, type Sent, type Shop } from '../support/shop.ts';

const database = withDatabase();
const redis = withRedis();

/** Orders in several lanes, which all are read together as well. */
const LANES = 3;
const spread = modules.map((module) => ({
  ...module,
  projections: module.projections.map((projection) =>
    projection.name === 'order' ? { ...projection, lanes: LANES } : projection,
  ),
}));

let counter: RoundTripCounter;
let shop: Shop;
let client: Redis;
beforeAll(async () => {
  counter = await countRoundTrips(redis());
  client = new Redis(redis().url);
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  shop = await startShop({
    ...servers,
    readModelRedisUrl: counter.through(redis().url),
    modules: spread,
    // What is counted is what reads cost.
    lookEveryMs: 3_600_000,
  });
  await shop.startWorker();
  await shop.seed();
  await shop.untilReady();
  await shop.stopWorker();
  // The first read of a lane learns which generation is live.
  await shop.ask(`{ ${ORDERS.map((id, index) => `o${index}: order(id: "${id}") { id }`).join(' ')} }`);
});
afterAll(async () => {
  await shop.close();
  client.disconnect();
  await counter.stop();
});

const ORDERS = Array.from({ length: 6 }, (_, index) => `demo-order-${index + 1}`);

/** Round trips of the API, and `MGET`s that Redis was asked for. */
async function costOf(source: string, sent?: Sent) {
  return eventually('an answer of Redis', async () => {
    await client.config('RESETSTAT');
    let answer: Answer = {};
    const roundTrips = await counter.during(async () => {
      answer = (await (await shop.post(source, sent)).json()) as Answer;
    });
    const [, mgets = '0'] = /cmdstat_mget:calls=(\d+)/.exec(await client.info('commandstats')) ?? [];
    const { data, errors } = answer;
    // Redis may seem to be away on a starved machine.
    if (errors) throw new Error(JSON.stringify(errors));
    return { roundTrips, mgets: Number(mgets), answer: data };
  });
}

/** Scripts that Redis was asked for since `costOf` began. */
async function evals(): Promise<number> {
  const [, calls = '0'] = /cmdstat_evalsha:calls=(\d+)/.exec(await client.info('commandstats')) ?? [];
  return Number(calls);
}

describe('the counter', () => {
  it('takes for one what is sent together, and for two what waits for an answer', async () => {
    const through = new Redis(counter.through(redis().url));
    await through.ping();
    const one = await counter.during(async () => {
      await Promise.all([through.get('a'), through.get('b'), through.get('c')]);
    });
    const two = await counter.during(async () => {
      await through.get('a');
      await through.get('b');
    });
    through.disconnect();
    expect([one, two]).toEqual([1, 2]);
  });
});

describe('one round trip', () => {
  it.each([
    ['order', 'demo-order-1', 'Order'],
    ['orderSummary', 'demo-order-1', 'OrderSummary'],
    ['customer', 'customer-1', 'Customer'],
    ['product', 'product-1', 'Product'],
  ])('reads one %s with everything below it', async (field, id, type) => {
    const whole = await costOf(`{ ${field}(id: "${id}") ${selectAll(type)} }`);
    expect(whole).toEqual({ roundTrips: 1, mgets: 1, answer: { [field]: expect.objectContaining({ id }) } });
    const little = await costOf(`{ ${field}(id: "${id}") { id } }`);
    expect(little).toMatchObject({ roundTrips: 1, mgets: 1 });
  });

  it('is not made for an account: it is read from the database', async () => {
    const whole = await costOf(`{ account(id: "demo-account-1") ${selectAll('Account')} }`);
    expect(whole).toMatchObject({ roundTrips: 0, mgets: 0, answer: { account: { id: 'demo-account-1' } } });
  });

  it('reads a page of a list, wherever it lies', async () => {
    const page = (args: string) =>
      costOf(`{ customerOrders(customerId: "customer-1", ${args}) { nodes ${selectAll('OrderListItem')}
        pageInfo { endCursor } } }`);
    await page('first: 1');
    const first = await page('first: 1');
    expect(first).toMatchObject({ roundTrips: 1, mgets: 0 });
    const { customerOrders } = first.answer as { customerOrders: { pageInfo: { endCursor: string } } };
    const next = await page(`first: 100, after: "${customerOrders.pageInfo.endCursor}"`);
    expect(next).toMatchObject({ roundTrips: 1, mgets: 0 });
  });

  it('reads a document with its rank, and the top of a ranking', async () => {
    const profile = `{ loyaltyProfile(customerId: "customer-1") ${selectAll('LoyaltyProfile')} }`;
    const top = (first: number) => `{ loyaltyLeaderboard(first: ${first}) ${selectAll('LeaderboardEntry')} }`;
    await costOf(profile);
    await costOf(top(1));
    const own = await costOf(profile);
    expect(own).toMatchObject({ roundTrips: 1, answer: { loyaltyProfile: { id: 'customer-1', rank: 2 } } });
    for (const first of [1, 2, 100]) expect(await costOf(top(first))).toMatchObject({ roundTrips: 1 });
    const both = await costOf(`{
      loyaltyLeaderboard { rank }
      loyaltyProfile(customerId: "customer-2") { rank }
      other: loyaltyProfile(customerId: "customer-3") { rank }
      order(id: "demo-order-1") { id }
    }`);
    expect(both).toMatchObject({
      roundTrips: 1,
      answer: { loyaltyProfile: { rank: 1 }, other: { rank: 3 }, order: { id: 'demo-order-1' } },
    });
  });

  it('reads the board of the shipping department, with the orders that wait or without', async () => {
    await costOf('{ shippingDashboard { waiting { id } } }');
    const whole = await costOf(`{ shippingDashboard ${selectAll('ShippingDashboard')} }`);
    const waiting = ['demo-order-3', 'demo-order-5'].map((id) => expect.objectContaining({ id }));
    expect(whole).toMatchObject({ roundTrips: 1, mgets: 1, answer: { shippingDashboard: { waiting } } });
    const counts = await costOf('{ shippingDashboard { counts { paid } } }');
    expect(counts).toMatchObject({ roundTrips: 1, mgets: 1 });
    expect(await evals()).toBe(0);
  });

  it.each([
    ['DAY', '2025-11-25', '2026-11-25'],
    ['MONTH', '2017-01-01', '2026-12-31'],
  ])('reads the sales of a whole range by %s', async (granularity, from, to) => {
    const source = `{ salesAnalytics(from: "${from}", to: "${to}", granularity: ${granularity})
      ${selectAll('SalesAnalytics')} }`;
    await costOf(source);
    const read = await costOf(source);
    expect(read).toMatchObject({ roundTrips: 1, mgets: 1, answer: { salesAnalytics: { orders: 4 } } });
  });

  it('reads what is not there', async () => {
    const { roundTrips, answer } = await costOf('{ order(id: "none") { id } }');
    expect([roundTrips, answer]).toEqual([1, { order: null }]);
  });

  it('reads at a version that is there, waiting or not, and at the token of the header', async () => {
    const source = (rest: string) => `{ order(id: "demo-order-1" ${rest}) ${selectAll('Order')} }`;
    expect(await costOf(source('minVersion: 4'))).toMatchObject({ roundTrips: 1 });
    expect(await costOf(source('minVersion: 4, consistency: { maxWaitMs: 500 }'))).toMatchObject({
      roundTrips: 1,
    });
    const response = await shop.post(source(''));
    const headers = { 'consistency-token': response.headers.get('consistency-token') ?? '' };
    await response.text();
    expect(await costOf(source(''), { headers })).toMatchObject({ roundTrips: 1 });
  });

  it('reads several read models', async () => {
    const source = `{
      order(id: "demo-order-1") ${selectAll('Order')}
      orderSummary(id: "demo-order-1") ${selectAll('OrderSummary')}
      customer(id: "customer-1") ${selectAll('Customer')}
      product(id: "product-1") ${selectAll('Product')}
      account(id: "demo-account-1") ${selectAll('Account')}
    }`;
    expect(await costOf(source)).toMatchObject({ roundTrips: 1, mgets: 4 });
  });

  it(`reads several documents of one read model in ${LANES} lanes`, async () => {
    const roots = ORDERS.map((id, index) => `o${index}: order(id: "${id}") ${selectAll('Order')}`);
    const { roundTrips, answer } = await costOf(`{ ${roots.join(' ')} }`);
    expect([roundTrips, Object.values(answer as object).map(({ id }: { id: string }) => id)]).toEqual([
      1,
      ORDERS,
    ]);
    const lanes = await Promise.all(
      Array.from({ length: LANES }, (_, lane) => client.exists(`slip:{test:order.${lane}}:live`)),
    );
    expect(lanes).toEqual([1, 1, 1]);
  });
});

describe('no round trip', () => {
  it.each([
    ['asks for the schema', '{ __schema { queryType { name } } }'],
    ['asks for an id that nothing can have', '{ order(id: "no/thing") { id } }'],
  ])('is made by what %s', async (_what, source) => {
    expect(await costOf(source)).toMatchObject({ roundTrips: 0, mgets: 0 });
  });

  it('is made by a command whose answer is its receipt', async () => {
    const source = `mutation { tagProduct(input: { productId: "product-1", tags: ["new"] }) {
      ... on TagProductPayload { receipt { version } }
    } }`;
    expect(await costOf(source)).toMatchObject({ roundTrips: 0 });
  });
});
