// Apollo Client's own cache with what is generated for it: everything of the schema is stored without a complaint, and
// only documents are entities.
import { ApolloClient, ApolloLink, gql, InMemoryCache, Observable } from '@apollo/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCache } from '../../clients/apollo/create-cache.ts';
import { apolloFacts } from '../../clients/generated/shop-apollo.ts';
import { VERBS } from '../../src/engine/graphql/schema/operations/verbs.ts';
import { answer, askForAll, rootFields, type Given } from '../support/mocked-shop.ts';
import { shopSchema } from '../support/select-all.ts';

const complaints: unknown[][] = [];
beforeEach(() => {
  for (const level of ['warn', 'error', 'log', 'debug'] as const) {
    vi.spyOn(console, level).mockImplementation((...what) => void complaints.push(what));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(complaints.splice(0)).toEqual([]);
});

function startClient(cache: InMemoryCache = createCache(apolloFacts)) {
  const server = { requests: 0, given: {} as Given };
  const link = new ApolloLink(
    ({ query, variables }) =>
      new Observable((observer) => {
        server.requests += 1;
        void answer(query, variables, server.given).then((result) => {
          observer.next(result);
          observer.complete();
        });
      }),
  );
  return { server, cache, client: new ApolloClient({ cache, link }) };
}

const isDocument = (typename: string): boolean => {
  const type = shopSchema.getType(typename);
  return !!type && 'getInterfaces' in type && type.getInterfaces().some(({ name }) => name === 'Document');
};

const entitiesOf = (cache: InMemoryCache): readonly string[] =>
  Object.keys(cache.extract())
    .filter((key) => key.includes(':'))
    .map((key) => key.slice(0, key.indexOf(':')));

const ORDER = gql`
  query Order($id: ID!, $minVersion: Int, $consistency: ConsistencyInput) {
    order(id: $id, minVersion: $minVersion, consistency: $consistency) {
      id
      version
      status
    }
  }
`;
const COUNT = gql`
  query Count($id: ID!, $minVersion: Int) {
    order(id: $id, minVersion: $minVersion) {
      id
      version
      itemCount
    }
  }
`;
const PAY = gql`
  mutation {
    payOrder(input: { orderId: "order-1", paymentReference: "p" }) {
      ... on PayOrderPayload {
        order {
          id
          version
          status
        }
      }
    }
  }
`;
const order = (version: number, status = 'CREATED') => ({ id: 'order-1', version, status });

describe('with all of their fields', () => {
  test.each(rootFields('Query'))(
    'the query %s is answered from the cache when asked again',
    async (field) => {
      const { client, cache, server } = startClient();
      // Arguments that are documents' ids name the documents that come.
      server.given = ['account', 'customer', 'loyaltyProfile', 'order', 'orderSummary', 'product'].includes(
        field,
      )
        ? { [field]: { id: 'some ID' } }
        : {};
      const query = gql(askForAll('query', field));
      const { data } = await client.query({ query });
      expect(await client.query({ query })).toMatchObject({ data });
      expect(server.requests).toBe(1);
      expect(entitiesOf(cache).filter((typename) => !isDocument(typename))).toEqual([]);
    },
  );

  test.each(rootFields('Mutation'))('the mutation %s leaves documents and nothing else', async (field) => {
    const { client, cache } = startClient();
    await client.mutate({ mutation: gql(askForAll('mutation', field)) });
    expect(entitiesOf(cache)).toHaveLength(field in VERBS ? 0 : 1);
    expect(entitiesOf(cache).every(isDocument)).toBe(true);
  });

  // The others are told of the top of a ranking, whose entries are no documents.
  const ofDocuments = rootFields('Subscription').filter((field) =>
    /\bdocument\b/.test(askForAll('subscription', field)),
  );

  test.each(ofDocuments)('the subscription %s leaves the document', async (field) => {
    const { client, cache, server } = startClient();
    server.given = field === 'projectionUpdated' ? { [field]: { document: { __typename: 'Order' } } } : {};
    await new Promise<void>((resolve, reject) => {
      client
        .subscribe({ query: gql(askForAll('subscription', field)) })
        .subscribe({ complete: resolve, error: reject });
    });
    expect(entitiesOf(cache).length).toBeGreaterThan(0);
    expect(entitiesOf(cache).every(isDocument)).toBe(true);
  });
});

describe('order(id)', () => {
  test('is one in the cache, whatever token it is asked at', async () => {
    const { client, server } = startClient();
    server.given = { order: order(7) };
    for (const maxWaitMs of [0, 3, 7]) {
      const variables = { id: 'order-1', consistency: { maxWaitMs } };
      expect((await client.query({ query: ORDER, variables })).data).toMatchObject({ order: order(7) });
    }
    expect(server.requests).toBe(1);
  });

  test('is asked for once at a version, be it known: not all of it need be of that version', async () => {
    const { client, server } = startClient();
    server.given = { order: { ...order(7), itemCount: 1 } };
    await client.query({ query: COUNT, variables: { id: 'order-1' } });
    server.given = { payOrder: { __typename: 'PayOrderPayload', order: order(8, 'PAID') } };
    await client.mutate({ mutation: PAY });
    server.given = { order: { ...order(8, 'PAID'), itemCount: 2 } };
    const variables = { id: 'order-1', minVersion: 8 };
    await client.query({ query: ORDER, variables });
    for (const _ of [1, 2]) {
      const { data } = await client.query({ query: COUNT, variables });
      expect(data).toMatchObject({ order: { version: 8, itemCount: 2 } });
    }
    expect(server.requests).toBe(4);
  });

  test('is asked for where the cache has only an older version', async () => {
    const { client, server } = startClient();
    server.given = { order: order(7) };
    await client.query({ query: ORDER, variables: { id: 'order-1' } });
    server.given = { order: order(8, 'PAID') };
    const { data } = await client.query({ query: ORDER, variables: { id: 'order-1', minVersion: 8 } });
    expect(data).toMatchObject({ order: order(8, 'PAID') });
    expect(server.requests).toBe(2);
  });

  test('may be an older one where that was asked for', async () => {
    const { client, server } = startClient();
    server.given = { order: order(7) };
    const variables = { id: 'order-1', minVersion: 8, consistency: { ifBehind: 'STALE' } };
    for (const _ of [1, 2]) {
      expect((await client.query({ query: ORDER, variables })).data).toMatchObject({ order: order(7) });
    }
    expect(server.requests).toBe(1);
  });

  test('finds what a mutation brought, even where it was known not to be there', async () => {
    const { client, server } = startClient();
    server.given = { order: null };
    const unknown = await client.query({ query: ORDER, variables: { id: 'order-1' } });
    expect(unknown.data).toEqual({ order: null });
    server.given = { createOrder: { __typename: 'CreateOrderPayload', order: order(1) } };
    await client.mutate({ mutation: gql(askForAll('mutation', 'createOrder')) });
    expect(await client.query({ query: ORDER, variables: { id: 'order-1' } })).toMatchObject({
      data: { order: order(1) },
    });
    expect(server.requests).toBe(2);
  });

  test('is shown anew when a subscription brings a newer one', async () => {
    const { client, cache, server } = startClient();
    server.given = { order: order(7) };
    await client.query({ query: ORDER, variables: { id: 'order-1' } });
    server.given = { orderUpdated: { document: order(8, 'PAID') } };
    await new Promise<void>((resolve) => {
      const query = gql(askForAll('subscription', 'orderUpdated'));
      client.subscribe({ query }).subscribe({ complete: resolve });
    });
    const shown = cache.readQuery({ query: ORDER, variables: { id: 'order-1' } });
    expect(shown).toMatchObject({ order: order(8, 'PAID') });
  });
});

test('a copy of a customer in an order is not the customer', async () => {
  const { client, cache, server } = startClient();
  const query = gql`
    {
      customer(id: "customer-1") {
        id
        name
      }
      order(id: "order-1") {
        id
        customer {
          id
          name
        }
      }
    }
  `;
  server.given = {
    customer: { id: 'customer-1', name: 'New' },
    order: { id: 'order-1', customer: { id: 'customer-1', name: 'Old' } },
  };
  await client.query({ query });
  expect(cache.readQuery({ query })).toMatchObject({
    customer: { name: 'New' },
    order: { customer: { name: 'Old' } },
  });
});

describe('what is embedded', () => {
  const ITEMS = gql`
    query {
      order(id: "order-1") {
        id
        items {
          quantity
        }
      }
    }
  `;
  const items = (...quantities: number[]) => ({
    order: { id: 'order-1', items: quantities.map((quantity) => ({ quantity })) },
  });

  test('is replaced by what is shorter, without a complaint', async () => {
    const { client, cache, server } = startClient();
    for (const given of [items(1, 2), items(3)]) {
      server.given = given;
      await client.query({ query: ITEMS, fetchPolicy: 'network-only' });
    }
    expect(cache.readQuery({ query: ITEMS })).toMatchObject(items(3));
  });

  test('is complained about without what is generated', async () => {
    const { client, server } = startClient(new InMemoryCache());
    for (const given of [items(1, 2), items(3)]) {
      server.given = given;
      await client.query({ query: ITEMS, fetchPolicy: 'network-only' });
    }
    expect(complaints.splice(0).length).toBeGreaterThan(0);
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
  const list = (fields: string) => gql`
    query List($after: String) {
      customerOrders(customerId: "customer-1", first: 2, after: $after) {
        ${fields}
        pageInfo { endCursor hasNextPage }
      }
    }
  `;

  test.each(['nodes { id }', 'edges { cursor node { id } }'])('are joined in %s', async (fields) => {
    const { client, cache, server } = startClient();
    const query = list(fields);
    server.given = page(['a', 'b'], true);
    await client.query({ query });
    server.given = page(['c'], false);
    // The same page twice is there once.
    for (const _ of [1, 2]) {
      await client.query({ query, variables: { after: 'at b' }, fetchPolicy: 'network-only' });
    }
    const all = JSON.stringify(cache.readQuery({ query }));
    expect(all.match(/"id":"\w"/g)).toEqual(['"id":"a"', '"id":"b"', '"id":"c"']);
    expect(all).toContain('"hasNextPage":false');
  });

  test.each(['nodes { id }', 'edges { cursor node { id } }'])(
    'begin anew in %s where the first one is read again, so that nothing falls between two',
    async (fields) => {
      const { client, cache, server } = startClient();
      const query = list(fields);
      const shown = () =>
        JSON.stringify(cache.readQuery({ query }))
          .match(/(?<="id":")\w/g)
          ?.join('');
      server.given = page(['a', 'b'], true);
      await client.query({ query });
      server.given = page(['c', 'd'], false);
      await client.query({ query, variables: { after: 'at b' } });
      server.given = page(['n', 'a'], true);
      await client.query({ query, fetchPolicy: 'network-only' });
      expect(shown()).toBe('na');
      server.given = page(['b', 'c'], true);
      await client.query({ query, variables: { after: 'at a' }, fetchPolicy: 'network-only' });
      expect(shown()).toBe('nabc');
    },
  );

  test('that were read as nodes are not taken for empty edges', async () => {
    const { client, server } = startClient();
    server.given = page(['a', 'b'], false);
    await client.query({ query: list('nodes { id }') });
    await client.query({ query: list('edges { node { id } }') });
    expect(server.requests).toBe(2);
  });
});
