// Subscriptions over Server-Sent Events: several documents on one stream, the typed form, three kinds of clients, what
// `since` means, and what a request is told that cannot be served.
import { Client as UrqlClient, fetchExchange } from '@urql/core';
import { createClient } from 'graphql-sse';
import { afterEach, describe, expect, it } from 'vitest';
import { openEventStream, updatesOf, type EventStream, type Update } from '../support/event-stream.ts';
import { selectAll } from '../support/select-all.ts';
import { withShop } from '../support/shop.ts';
import { signedToken } from '../support/signed-tokens.ts';
import { until } from '../support/until.ts';

const shop = withShop();
const opened: EventStream[] = [];
afterEach(() => opened.splice(0).forEach((stream) => stream.close()));

async function follow(
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<EventStream> {
  const stream = await openEventStream(shop().url, query, { variables });
  opened.push(stream);
  return stream;
}

const untilVersion = (stream: EventStream, version: number): Promise<void> =>
  until(`version ${version}`, () => updatesOf(stream.results).at(-1)?.version === version);

let orders = 0;
/** A new order of a customer; its id. */
async function order(customerId = 'customer-1'): Promise<string> {
  orders += 1;
  const orderId = `sub-${orders}`;
  await send(
    `createOrder(input: { orderId: "${orderId}", customerId: "${customerId}", items: [{ productId: "product-1", quantity: 1 }] })`,
  );
  return orderId;
}

/** The token of the write. */
async function send(mutation: string): Promise<string> {
  const name = mutation.slice(0, mutation.indexOf('('));
  const payload = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;
  const { data } = await shop().ask(
    `mutation { ${mutation} { ... on ${payload} { receipt { token } } ... on CommandError { message } } }`,
  );
  const result = data?.[name] as { readonly receipt?: { readonly token: string } } | undefined;
  if (!result?.receipt) throw new Error(`${mutation}: ${JSON.stringify(data)}`);
  return result.receipt.token;
}

const quantity = (orderId: string, value: number): string =>
  `changeOrderItemQuantity(input: { orderId: "${orderId}", productId: "product-1", quantity: ${value} })`;
const pay = (orderId: string): string => `payOrder(input: { orderId: "${orderId}", paymentReference: "p" })`;

/** The read model has come to the token, so that what follows is news to a subscriber who begins now. */
const settled = (token: string): Promise<void> => shop().untilReady(token);

const MANY = `subscription ($documents: [DocumentRefInput!]!, $since: ConsistencyToken) {
  projectionUpdated(documents: $documents, since: $since) {
    readModel id version token eventTypes projectedAt coalesced
    document {
      __typename id version
      ... on Order { status customer { name } }
      ... on Customer { name orderCount }
      ... on Product { name }
    }
  }
}`;
const ONE = `subscription ($id: ID!, $sinceVersion: Int, $since: ConsistencyToken) {
  orderUpdated(id: $id, sinceVersion: $sinceVersion, since: $since) {
    readModel id version token eventTypes coalesced document { id version status customer { name } }
  }
}`;

describe('projectionUpdated', () => {
  it('follows several documents of several read models on one stream', async () => {
    const first = await order();
    const second = await order('customer-2');
    await settled(await send('tagProduct(input: { productId: "product-2", tags: ["a"] })'));
    const stream = await follow(MANY, {
      documents: [
        { readModel: 'ORDER', id: first },
        { readModel: 'ORDER_SUMMARY', id: first },
        { readModel: 'ORDER', id: second },
        { readModel: 'CUSTOMER', id: 'customer-2' },
        { readModel: 'PRODUCT', id: 'product-2' },
      ],
    });
    await send(pay(first));
    await send(pay(second));
    await send('describeProduct(input: { productId: "product-2", name: "Warm blanket" })');
    await stream.untilResults(5);
    const updates = updatesOf(stream.results).toSorted((a, b) =>
      `${a.readModel}/${a.id}` < `${b.readModel}/${b.id}` ? -1 : 1,
    );
    const label = { token: expect.any(String), projectedAt: expect.stringMatching(/Z$/), coalesced: 0 };
    const paid = { ...label, version: 2, eventTypes: ['OrderPaid'] };
    expect(updates).toEqual([
      {
        ...label,
        readModel: 'CUSTOMER',
        id: 'customer-2',
        version: 1,
        eventTypes: ['OrderPaid'],
        document: {
          __typename: 'Customer',
          id: 'customer-2',
          version: 1,
          name: 'Grace Hopper',
          orderCount: 3,
        },
      },
      {
        ...paid,
        readModel: 'ORDER',
        id: first,
        document: {
          __typename: 'Order',
          id: first,
          version: 2,
          status: 'PAID',
          customer: { name: 'Ada Lovelace' },
        },
      },
      {
        ...paid,
        readModel: 'ORDER',
        id: second,
        document: {
          __typename: 'Order',
          id: second,
          version: 2,
          status: 'PAID',
          customer: { name: 'Grace Hopper' },
        },
      },
      {
        ...paid,
        readModel: 'ORDER_SUMMARY',
        id: first,
        document: { __typename: 'OrderSummary', id: first, version: 2 },
      },
      {
        ...label,
        readModel: 'PRODUCT',
        id: 'product-2',
        version: 3,
        eventTypes: ['ProductDescribed'],
        document: { __typename: 'Product', id: 'product-2', version: 3, name: 'Warm blanket' },
      },
    ]);
  });

  it('tells of a document that comes to be only later', async () => {
    const stream = await follow(MANY, { documents: [{ readModel: 'ORDER', id: `sub-${orders + 1}` }] });
    await order();
    await stream.untilResults(1);
    expect(updatesOf(stream.results)).toMatchObject([{ version: 1, eventTypes: ['OrderCreated'] }]);
  });
});

describe('a renamed customer', () => {
  const ORDERS = 40;

  it('is renamed in all of the orders, and every subscriber is told', async () => {
    const ids: string[] = [];
    for (let index = 0; index < ORDERS; index += 1) ids.push(await order('customer-3'));
    const before = await send(
      'changeCustomerPhoneNumber(input: { customerId: "customer-3", phoneNumber: "+441234567" })',
    );
    await settled(before);
    const documents = ids.map((id) => ({ readModel: 'ORDER', id }));
    const all = await follow(MANY, { documents });
    const [one = ''] = ids;
    const single = await follow(ONE, { id: one, sinceVersion: 1, since: before });
    const renamed = await send(
      'changeCustomerName(input: { customerId: "customer-3", name: "Alan M. Turing" })',
    );
    await all.untilResults(ORDERS);
    await single.untilResults(1);
    const updates = [...updatesOf(all.results), ...updatesOf(single.results)];
    expect(new Set(updates.map(({ id }) => id))).toEqual(new Set(ids));
    for (const { version, token, eventTypes, document } of updates) {
      expect({ version, token, eventTypes, name: document.customer.name }).toEqual({
        version: 1,
        token: renamed,
        eventTypes: ['CustomerNameChanged'],
        name: 'Alan M. Turing',
      });
    }
    const roots = ids.map((id, index) => `o${index}: order(id: "${id}") { customer { name } }`);
    const { data } = await shop().ask(`{ ${roots.join(' ')} }`);
    expect(Object.values(data ?? {})).toEqual(ids.map(() => ({ customer: { name: 'Alan M. Turing' } })));
  });
});

describe('since', () => {
  it('begins at once if the document is newer, with the next change if it is not, and never with what is older', async () => {
    const id = await order();
    const created = await send(quantity(id, 2));
    const current = await send(quantity(id, 3));
    await settled(current);
    const streams = {
      nothing: await follow(ONE, { id }),
      fromTheStart: await follow(ONE, { id, sinceVersion: 0 }),
      olderVersion: await follow(ONE, { id, sinceVersion: 2 }),
      sameVersion: await follow(ONE, { id, sinceVersion: 3 }),
      laterVersion: await follow(ONE, { id, sinceVersion: 4 }),
      olderToken: await follow(ONE, { id, since: created }),
      sameToken: await follow(ONE, { id, since: current }),
    };
    for (const stream of [streams.fromTheStart, streams.olderVersion, streams.olderToken])
      await stream.untilResults(1);
    const { laterVersion, ...others } = streams;
    await send(quantity(id, 4));
    for (const stream of Object.values(others)) await untilVersion(stream, 4);
    await send(quantity(id, 5));
    for (const stream of [...Object.values(others), laterVersion]) await untilVersion(stream, 5);
    const first = Object.entries(streams).map(([name, { results }]) => [
      name,
      updatesOf(results)[0]?.version,
    ]);
    expect(Object.fromEntries(first)).toEqual({
      nothing: 4,
      fromTheStart: 3,
      olderVersion: 3,
      sameVersion: 4,
      laterVersion: expect.toSatisfy((version) => version === 4 || version === 5),
      olderToken: 3,
      sameToken: 4,
    });
    for (const { results } of Object.values(streams)) {
      const versions = updatesOf(results).map(({ version }) => version);
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    }
  });

  it('misses nothing of what happens while the subscription begins', async () => {
    const id = await order();
    // Else the read model's version 1 may still come: news to whoever knows that version from elsewhere.
    await settled(await send(quantity(id, 2)));
    for (let round = 0; round < 20; round += 1) {
      const [stream] = await Promise.all([
        follow(ONE, { id, sinceVersion: round + 2 }),
        send(quantity(id, round + 3)),
      ]);
      await stream.untilResults(1);
      expect(updatesOf(stream.results)).toMatchObject([{ version: round + 3 }]);
      stream.close();
    }
  });
});

describe('a client of', () => {
  const VERSIONS = 5;
  const changes = async (id: string): Promise<void> => {
    for (let value = 2; value <= VERSIONS; value += 1) await settled(await send(quantity(id, value)));
  };
  const upTo = Array.from({ length: VERSIONS }, (_, index) => index + 1);
  const coalescedTo = (versions: readonly number[]): void => {
    expect(versions.at(-1)).toBe(VERSIONS);
    expect(upTo.filter((version) => versions.includes(version))).toEqual(versions);
  };

  it('graphql-sse gets what changes', async () => {
    const id = await order();
    const client = createClient({ url: shop().url });
    const versions: number[] = [];
    const closed = new Promise<void>((resolve, reject) => {
      client.subscribe<{ orderUpdated: Update }>(
        { query: ONE, variables: { id, sinceVersion: 0 } },
        {
          next: ({ data }) => versions.push(data?.orderUpdated.version ?? 0),
          error: reject,
          complete: resolve,
        },
      );
    });
    await changes(id);
    await until('the last version', () => versions.at(-1) === VERSIONS);
    coalescedTo(versions);
    client.dispose();
    await closed;
  });

  it.each([
    ['urql as it comes', {}],
    ['urql that posts', { preferGetMethod: false }],
  ])('%s gets what changes', async (_what, options) => {
    const id = await order();
    const client = new UrqlClient({
      url: shop().url,
      exchanges: [fetchExchange],
      fetchSubscriptions: true,
      ...options,
    });
    const versions: number[] = [];
    const { unsubscribe } = client
      .subscription<{ orderUpdated: Update }>(ONE, { id, sinceVersion: 0 })
      .subscribe(({ data, error }) => {
        if (error) throw error;
        versions.push(data?.orderUpdated.version ?? 0);
      });
    await changes(id);
    await until('the last version', () => versions.at(-1) === VERSIONS);
    coalescedTo(versions);
    unsubscribe();
  });

  it('nothing but fetch gets everything the document has', async () => {
    const id = await order();
    const stream = await follow(
      `subscription { orderUpdated(id: "${id}", sinceVersion: 0) { document ${selectAll('Order')} } }`,
    );
    await stream.untilResults(1);
    const { data } = await shop().ask(`{ order(id: "${id}") ${selectAll('Order')} }`);
    expect(updatesOf(stream.results)).toEqual([{ document: data?.['order'] }]);
  });
});

describe('a request that cannot be served is told why:', () => {
  const documents = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ readModel: 'ORDER', id: `o${index}` }));
  const foreign = signedToken({ incarnation: '11111111-1111-4111-8111-111111111111', position: '1' });

  it.each([
    ['no documents', MANY, { documents: [] }, 'INVALID_SUBSCRIPTION'],
    ['more than 100', MANY, { documents: documents(101) }, 'INVALID_SUBSCRIPTION'],
    [
      'an id that cannot be',
      MANY,
      { documents: [{ readModel: 'ORDER', id: 'a/b' }] },
      'INVALID_SUBSCRIPTION',
    ],
    ['an unknown read model', MANY, { documents: [{ readModel: 'NOTHING', id: 'a' }] }, 'BAD_USER_INPUT'],
    ['a negative version', ONE, { id: 'o', sinceVersion: -1 }, 'INVALID_SUBSCRIPTION'],
    ['a version beyond Int', ONE, { id: 'o', sinceVersion: 2 ** 31 }, 'BAD_USER_INPUT'],
    ['an empty id', ONE, { id: '' }, 'INVALID_SUBSCRIPTION'],
    ['a malformed token', ONE, { id: 'o', since: 'x' }, 'INVALID_TOKEN'],
    ['a token of another store', ONE, { id: 'o', since: foreign }, 'TOKEN_OF_ANOTHER_STORE'],
    [
      'two subscriptions at once',
      'subscription { a: orderUpdated(id: "o") { id } b: orderUpdated(id: "p") { id } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['an unknown field', 'subscription { nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s', async (_what, query, variables, code) => {
    const stream = await follow(query, variables);
    await stream.untilEnd();
    expect(stream.results).toMatchObject([
      { errors: [{ message: expect.any(String), extensions: { code } }] },
    ]);
    expect(stream.end()).toBe('complete');
  });

  it('a hundred documents are not too many', async () => {
    const stream = await follow(MANY, { documents: documents(100) });
    expect(stream.end()).toBeUndefined();
  });

  it('and nothing of all this is logged as a fault', () => {
    expect(shop().logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
