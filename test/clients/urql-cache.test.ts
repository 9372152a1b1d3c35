// urql's Graphcache with what is generated for it: everything of the schema is stored without a complaint, only
// documents are entities, and reads of one document share it.
import { Client, fetchExchange, type Exchange, type OperationResult, type RequestPolicy } from '@urql/core';
import { cacheExchange, type CacheExchangeOpts } from '@urql/exchange-graphcache';
import { parse } from 'graphql';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { graphcacheFacts } from '../../clients/generated/shop-urql.ts';
import { graphcacheExchange } from '../../clients/urql/graphcache-exchange.ts';
import { answer, askForAll, rootFields, type Given } from '../support/mocked-shop.ts';

const complaints: string[] = [];
const logger: NonNullable<CacheExchangeOpts['logger']> = (level, text) => {
  if (level !== 'debug') complaints.push(text);
};
const consoleLines = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
  for (const lines of consoleLines) expect(lines).not.toHaveBeenCalled();
});

function startClient(cache: Exchange = graphcacheExchange(graphcacheFacts, { logger })) {
  const server = { requests: 0, given: {} as Given };
  const client = new Client({
    url: 'http://shop.test/graphql',
    preferGetMethod: false,
    fetchSubscriptions: true,
    exchanges: [cache, fetchExchange],
    fetch: async (_url, request) => {
      server.requests += 1;
      const { query, variables } = JSON.parse(String(request?.body));
      const result = await answer(parse(query), variables, server.given);
      return new Response(JSON.stringify(result), { headers: { 'content-type': 'application/json' } });
    },
  });
  const query = (document: string, variables = {}, requestPolicy: RequestPolicy = 'cache-first') =>
    client.query(document, variables, { requestPolicy }).toPromise();
  const follow = async (document: string): Promise<OperationResult> =>
    new Promise((resolve) => {
      const { unsubscribe } = client.subscription(document, {}).subscribe((result) => {
        setImmediate(() => {
          unsubscribe();
          resolve(result);
        });
      });
    });
  return { server, client, query, follow };
}

const ORDER = `query Order($id: ID!, $minVersion: Int, $consistency: ConsistencyInput) {
  order(id: $id, minVersion: $minVersion, consistency: $consistency) { id version status }
}`;
const PAY = `mutation { payOrder(input: { orderId: "order-1", paymentReference: "p" }) {
  ... on PayOrderPayload { order { id version status } }
} }`;
const order = (version: number, status = 'CREATED') => ({ id: 'order-1', version, status });

const OF_ONE_DOCUMENT = ['account', 'customer', 'loyaltyProfile', 'order', 'orderSummary', 'product'];

describe('with all of their fields', () => {
  test.each(rootFields('Query'))(
    'the query %s is answered from the cache when asked again',
    async (field) => {
      const { query, server } = startClient();
      server.given = OF_ONE_DOCUMENT.includes(field) ? { [field]: { id: 'some ID' } } : {};
      const all = askForAll('query', field);
      const { data, error } = await query(all);
      expect(error).toBeUndefined();
      expect(data?.[field]).toEqual(expect.anything());
      expect((await query(all)).data).toEqual(data);
      expect(server.requests).toBe(1);
    },
  );

  test.each(rootFields('Mutation'))('the mutation %s is stored', async (field) => {
    const { client } = startClient();
    const { error } = await client.mutation(askForAll('mutation', field), {}).toPromise();
    expect(error).toBeUndefined();
  });

  test.each(rootFields('Subscription'))('the subscription %s is stored', async (field) => {
    const { follow, server } = startClient();
    server.given = field === 'projectionUpdated' ? { [field]: { document: { __typename: 'Order' } } } : {};
    expect((await follow(askForAll('subscription', field))).error).toBeUndefined();
  });
});

test('without what is generated the same is complained about', async () => {
  const { query } = startClient(cacheExchange({ logger }));
  await query(askForAll('query', 'order'));
  expect(complaints.splice(0).join('\n')).toMatch(/Invalid key/);
});

describe('order(id)', () => {
  test('is one in the cache, whatever token it is asked at', async () => {
    const { query, server } = startClient();
    server.given = { order: order(7) };
    for (const maxWaitMs of [0, 3, 7]) {
      const { data } = await query(ORDER, { id: 'order-1', consistency: { maxWaitMs } });
      expect(data).toMatchObject({ order: order(7) });
    }
    expect(server.requests).toBe(1);
  });

  test('is asked for once at a version, be it known: not all of it need be of that version', async () => {
    const { client, query, server } = startClient();
    server.given = { order: { ...order(7), itemCount: 1 } };
    const whole = ORDER.replace('status', 'itemCount');
    await query(whole, { id: 'order-1' });
    server.given = { payOrder: { __typename: 'PayOrderPayload', order: order(8, 'PAID') } };
    await client.mutation(PAY, {}).toPromise();
    server.given = { order: { ...order(8, 'PAID'), itemCount: 2 } };
    for (const _ of [1, 2]) {
      const { data } = await query(whole, { id: 'order-1', minVersion: 8 });
      expect(data).toMatchObject({ order: { version: 8, itemCount: 2 } });
    }
    expect(server.requests).toBe(3);
  });

  test('is asked for where the cache has only an older version', async () => {
    const { query, server } = startClient();
    server.given = { order: order(7) };
    await query(ORDER, { id: 'order-1' });
    server.given = { order: order(8, 'PAID') };
    const { data } = await query(ORDER, { id: 'order-1', minVersion: 8 });
    expect(data).toMatchObject({ order: order(8, 'PAID') });
    expect(server.requests).toBe(2);
  });

  test('may be an older one where that was asked for', async () => {
    const { query, server } = startClient();
    server.given = { order: order(7) };
    const variables = { id: 'order-1', minVersion: 8, consistency: { ifBehind: 'STALE' } };
    for (const _ of [1, 2]) expect((await query(ORDER, variables)).data).toMatchObject({ order: order(7) });
    expect(server.requests).toBe(1);
  });

  test('finds what a mutation brought, even where it was known not to be there', async () => {
    const { client, query, server } = startClient();
    server.given = { order: null };
    expect((await query(ORDER, { id: 'order-1' })).data).toEqual({ order: null });
    server.given = { createOrder: { __typename: 'CreateOrderPayload', order: order(1) } };
    await client.mutation(askForAll('mutation', 'createOrder'), {}).toPromise();
    expect((await query(ORDER, { id: 'order-1' })).data).toMatchObject({ order: order(1) });
    expect(server.requests).toBe(2);
  });

  test('is shown anew when a subscription brings a newer one', async () => {
    const { follow, query, server } = startClient();
    server.given = { order: order(7) };
    await query(ORDER, { id: 'order-1' });
    server.given = { orderUpdated: { document: order(8, 'PAID') } };
    await follow(askForAll('subscription', 'orderUpdated'));
    const shown = await query(ORDER, { id: 'order-1' }, 'cache-only');
    expect(shown.data).toMatchObject({ order: order(8, 'PAID') });
  });
});

test('a copy of a customer in an order is not the customer', async () => {
  const { query, server } = startClient();
  server.given = {
    customer: { id: 'customer-1', name: 'New' },
    order: { id: 'order-1', customer: { id: 'customer-1', name: 'Old' } },
  };
  const both = '{ customer(id: "customer-1") { id name } order(id: "order-1") { id customer { id name } } }';
  await query(both);
  expect((await query(both, {}, 'cache-only')).data).toMatchObject({
    customer: { name: 'New' },
    order: { customer: { name: 'Old' } },
  });
});

describe('pages of a list', () => {
  const page = (ids: readonly string[], hasNextPage: boolean) => ({
    customerOrders: {
      nodes: ids.map((id) => ({ id })),
      edges: ids.map((id) => ({ cursor: `at ${id}`, node: { id } })),
      pageInfo: { endCursor: `at ${ids.at(-1)}`, hasNextPage },
    },
  });
  const list = (fields: string) => `query List($after: String) {
    customerOrders(customerId: "customer-1", first: 2, after: $after) { ${fields} pageInfo { endCursor hasNextPage } }
  }`;

  test.each(['nodes { id }', 'edges { cursor node { id } }'])('are joined in %s', async (fields) => {
    const { query, server } = startClient();
    server.given = page(['a', 'b'], true);
    await query(list(fields));
    server.given = page(['c'], false);
    await query(list(fields), { after: 'at b' });
    const all = JSON.stringify((await query(list(fields), {}, 'cache-only')).data);
    expect(all.match(/"id":"\w"/g)).toEqual(['"id":"a"', '"id":"b"', '"id":"c"']);
    expect(all).toContain('"hasNextPage":false');
  });

  test.each(['nodes { id }', 'edges { cursor node { id } }'])(
    'begin anew in %s where the first one has changed, so that nothing falls between two',
    async (fields) => {
      const { query, server } = startClient();
      const shown = async () =>
        JSON.stringify((await query(list(fields), {}, 'cache-only')).data)
          .match(/(?<="id":")\w/g)
          ?.join('');
      server.given = page(['a', 'b'], true);
      await query(list(fields));
      server.given = page(['c', 'd'], false);
      await query(list(fields), { after: 'at b' });
      server.given = page(['n', 'a'], true);
      await query(list(fields), {}, 'network-only');
      expect(await shown()).toBe('na');
      server.given = page(['b', 'c'], true);
      await query(list(fields), { after: 'at a' });
      expect(await shown()).toBe('nabc');
    },
  );

  test('are joined where the first one was asked for without arguments', async () => {
    const { query, server } = startClient();
    const board =
      'query Board($after: String) { adminOrders(after: $after) { nodes { id } pageInfo { endCursor } } }';
    server.given = { adminOrders: page(['a', 'b'], true).customerOrders };
    await query(board);
    server.given = { adminOrders: page(['c'], false).customerOrders };
    await query(board, { after: 'at b' });
    const all = await query(board, {}, 'cache-only');
    expect(all.data).toMatchObject({ adminOrders: { nodes: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] } });
  });

  test('that are not there are known not to be there', async () => {
    const { query, server } = startClient();
    server.given = { customerOrders: null };
    for (const _ of [1, 2])
      expect((await query(list('nodes { id }'))).data).toEqual({ customerOrders: null });
    expect(server.requests).toBe(1);
  });

  test('that were read as nodes are not taken for empty edges', async () => {
    const { query, server } = startClient();
    server.given = page(['a', 'b'], false);
    await query(list('nodes { id }'));
    await query(list('edges { node { id } }'));
    expect(server.requests).toBe(2);
  });
});
