// Whatever names an operation gives to its fields (an alias is the page's own): what is shown is what the server says, and
// what is older is known by the version of the schema, not by what is called `version`.
import { ApolloClient, ApolloLink, Observable } from '@apollo/client';
import { cacheExchange as documentCache, Client, fetchExchange, type Exchange } from '@urql/core';
import fc from 'fast-check';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { consistencyLink } from '../../clients/apollo/index.ts';
import { mutationsInFlight } from '../../clients/core/mutations-in-flight.ts';
import { rememberNewest } from '../../clients/core/newest.ts';
import { createCache } from '../../clients/apollo/create-cache.ts';
import { apolloFacts } from '../../clients/generated/shop-apollo.ts';
import { graphcacheFacts } from '../../clients/generated/shop-urql.ts';
import { graphcacheExchange } from '../../clients/urql/graphcache-exchange.ts';
import { guardExchange } from '../../clients/urql/guard-exchange.ts';
import { consistencyExchange, createSession } from '../../clients/urql/index.ts';
import { answer, type Given } from '../support/mocked-shop.ts';

interface ShownBy {
  (text: string, given: Given): Promise<unknown>;
}

function apollo(): ShownBy {
  let given: Given = {};
  const server = new ApolloLink(
    ({ query, variables }) =>
      new Observable((observer) => {
        void answer(query, variables, given).then((result) => {
          observer.next(result);
          observer.complete();
        });
      }),
  );
  const client = new ApolloClient({
    link: consistencyLink().concat(server),
    cache: createCache(apolloFacts),
  });
  return async (text, now) => {
    given = now;
    if (text.startsWith('mutation')) return (await client.mutate({ mutation: parse(text) })).data;
    if (!text.startsWith('subscription'))
      return (await client.query({ query: parse(text), fetchPolicy: 'network-only' })).data;
    return new Promise((resolve, reject) => {
      client
        .subscribe({ query: parse(text) })
        .subscribe({ next: ({ data }) => resolve(data), error: reject });
    });
  };
}

const urql =
  (cachesWith: (session: ReturnType<typeof createSession>) => readonly Exchange[]) => (): ShownBy => {
    let given: Given = {};
    const session = createSession();
    const client = new Client({
      url: 'http://shop.test/graphql',
      preferGetMethod: false,
      fetchSubscriptions: true,
      exchanges: [...cachesWith(session), consistencyExchange({ session }), fetchExchange],
      fetch: async (_url, request) => {
        const { query, variables } = JSON.parse(String(request?.body));
        return Response.json(await answer(parse(query), variables, given));
      },
    });
    return async (text, now) => {
      given = now;
      if (text.startsWith('mutation')) return (await client.mutation(text, {}).toPromise()).data;
      if (!text.startsWith('subscription'))
        return (await client.query(text, {}, { requestPolicy: 'network-only' }).toPromise()).data;
      return new Promise((resolve) => {
        const { unsubscribe } = client.subscription(text, {}).subscribe(({ data }) => {
          // The same operation, asked again, would join one that has not ended.
          setImmediate(() => {
            unsubscribe();
            resolve(data);
          });
        });
      });
    };
  };

const clients = [
  { name: 'Apollo Client', open: apollo, keepsIds: false },
  { name: 'urql', open: urql(() => []), keepsIds: false },
  { name: 'urql and its document cache', open: urql(() => [documentCache]), keepsIds: false },
  {
    name: 'urql and Graphcache',
    open: urql((session) => [guardExchange({ session }), graphcacheExchange(graphcacheFacts)]),
    // Graphcache itself takes what is called `id` for the id.
    keepsIds: true,
  },
];

const FIELDS = ['id', 'version', 'itemCount', 'status', 'createdAt', 'customer', 'items', 'total'] as const;
const BELOW: Readonly<Record<string, string>> = {
  customer: '{ id version: name name: id }',
  items: '{ version: quantity id: product { id: name name: id } }',
  total: '{ amount version: currency }',
};
const ALIASES = ['id', 'version', 'a', 'status', 'itemCount'] as const;

interface Asked {
  readonly name: string;
  readonly field: string;
}
const asText = ({ name, field }: Asked): string =>
  `${name === field ? '' : `${name}: `}${field} ${BELOW[field] ?? ''}`;

/** Each name once; parts of it in fragments of both kinds. */
const selection = (required: readonly string[], keepsIds: boolean) =>
  fc
    .record({
      fields: fc.shuffledSubarray([...FIELDS], { minLength: 1 }),
      aliases: fc.array(fc.constantFrom(undefined, ...ALIASES), { minLength: 8, maxLength: 8 }),
      parts: fc.array(fc.constantFrom('here', 'inline', 'spread'), { minLength: 8, maxLength: 8 }),
    })
    .map(({ fields, aliases, parts }) => {
      const asked = new Map<string, Asked>();
      for (const [index, field] of [...required, ...fields].entries()) {
        const name = (keepsIds && field === 'id' ? undefined : aliases[index % 8]) ?? field;
        const isFree = !asked.has(name) && ![...asked.values()].some((one) => one.field === field);
        const mayBe = !keepsIds || (name === 'id') === (field === 'id');
        if (isFree && mayBe) asked.set(name, { name, field });
      }
      const of = (part: string): string =>
        [...asked.values()]
          .flatMap((one, index) => (parts[index % 8] === part ? [asText(one)] : []))
          .join(' ');
      return {
        fields: new Set([...asked.values()].map(({ field }) => field)),
        text: `{ __typename ${of('here')} ...on Order { __typename ${of('inline')} } ...Rest }`,
        fragment: `fragment Rest on Order { __typename ${of('spread')} }`,
      };
    });

const OPERATIONS = {
  query: (order: string) => `query { order(id: "order-1") ${order} }`,
  'query of a list': (order: string) =>
    `query { customerOrders(customerId: "c") { nodes { version: status id } } order(id: "order-1") ${order} }`,
  mutation: (order: string) =>
    `mutation { payOrder(input: { orderId: "order-1", paymentReference: "p" }) { ...on PayOrderPayload { version: order ${order} } } }`,
  subscription: (order: string) =>
    `subscription { id: orderUpdated(id: "order-1") { version: coalesced id document ${order} } }`,
  'subscription to many': (order: string) =>
    `subscription { projectionUpdated(documents: []) { version: readModel id document { ...on Order ${order} } } }`,
} as const;
const kinds = ['query', 'query of a list', 'mutation', 'subscription', 'subscription to many'] as const;

function stateAt(version: number, count: number): Given {
  const order = {
    __typename: 'Order',
    ...{ id: 'order-1', version, itemCount: count, status: version > 4 ? 'PAID' : 'CREATED' },
    createdAt: `at ${version}`,
    customer: { id: 'customer-1', name: `Name ${count}` },
    items: Array.from({ length: count }, (_, index) => ({
      quantity: version * 10 + index,
      product: { id: `p${index}`, name: `P ${version}` },
    })),
    total: { amount: `${count}.00`, currency: 'EUR' },
  };
  return {
    order,
    customerOrders: { nodes: [{ id: 'order-1', version, status: 'CREATED' }] },
    payOrder: { __typename: 'PayOrderPayload', order },
    orderUpdated: { id: 'order-1', coalesced: false, document: order },
    projectionUpdated: { id: 'order-1', readModel: 'ORDER', document: order },
  };
}

const withoutTypes = (data: unknown): unknown =>
  JSON.parse(JSON.stringify(data), (name, value) => (name === '__typename' ? undefined : value));

describe.each(clients)('with $name', ({ open, keepsIds }) => {
  it('what is shown is what the server says, whatever it is called', async () => {
    const step = fc.record({
      kind: fc.constantFrom(...kinds),
      asked: selection(['id'], keepsIds),
      count: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
        const show = open();
        let version = 10;
        for (const { kind, asked, count } of steps) {
          version += 1;
          const text = `${OPERATIONS[kind](asked.text)} ${asked.fragment}`;
          const given = stateAt(version, count);
          const said = await answer(parse(text), {}, given);
          expect(said.errors).toBeUndefined();
          expect(withoutTypes(await show(text, given))).toEqual(withoutTypes(said.data));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('another field that is called version does not freeze what is shown', async () => {
    const show = open();
    const asked = 'query { order(id: "order-1") { id version: itemCount total { amount } } }';
    await show('query { order(id: "order-1") { id version total { amount } } }', stateAt(3, 5));
    expect(withoutTypes(await show(asked, stateAt(4, 2)))).toEqual({
      order: { id: 'order-1', version: 2, total: { amount: '2.00' } },
    });
  });
});

it('what is older takes nothing back, whatever its version, id and type are called', async () => {
  await fc.assert(
    fc.asyncProperty(
      selection([...FIELDS], false),
      selection(['id', 'version'], false),
      async (whole, some) => {
        fc.pre(['id', 'version'].every((field) => some.fields.has(field)));
        fc.pre([...some.fields].every((field) => whole.fields.has(field)));
        const newest = rememberNewest(10);
        const see = async (asked: typeof whole, given: Given) => {
          const query = parse(`{ order(id: "order-1") ${asked.text} } ${asked.fragment}`);
          const { data } = await answer(query, {}, given);
          return { ...newest.admit({ query, variables: {} }, data), data };
        };
        await see(whole, stateAt(5, 1));
        const late = await see(some, stateAt(4, 3));
        const { data } = await answer(
          parse(`{ order(id: "order-1") ${some.text} } ${some.fragment}`),
          {},
          stateAt(5, 1),
        );
        expect(late).toMatchObject({ older: true, data });
      },
    ),
  );
});

it('parts of one thing that stand in several places are one thing', () => {
  const newest = rememberNewest(10);
  const query = parse(
    `{ order { ...Head } order { status t: __typename } } fragment Head on Order { order: id v: version }`,
  );
  const order = (v: number, status: string) => ({ order: { t: 'Order', order: '1', v, status } });
  newest.admit({ query, variables: {} }, order(2, 'PAID'));
  const data = order(1, 'CREATED');
  expect(newest.admit({ query, variables: {} }, data)).toMatchObject({ older: true });
  expect(data).toEqual(order(2, 'PAID'));
});

it('a mutation holds back what has its id, whatever that is called', () => {
  const inFlight = mutationsInFlight();
  const end = inFlight.begin({ input: { orderId: 'order-1' } });
  const concern = (text: string, data: unknown) =>
    inFlight.concern({ query: parse(text), variables: {} }, data);
  expect(concern('{ a: order { key: id } }', { a: { key: 'order-1' } })).toBe(true);
  expect(concern('{ all { nodes { key: id } } }', { all: { nodes: [{ key: 'order-1' }] } })).toBe(true);
  expect(concern('{ order { id: reference } }', { order: { id: 'order-1' } })).toBe(false);
  end();
  expect(concern('{ order { id } }', { order: { id: 'order-1' } })).toBe(false);
});
