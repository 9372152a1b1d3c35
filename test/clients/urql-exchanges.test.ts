// The exchanges for urql, where nobody asks for types: entities are told apart nevertheless, with any cache and with none,
// and what is shown is what urql shows by itself.
import { cacheExchange as documentCache, Client, fetchExchange, type Exchange } from '@urql/core';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { graphcacheFacts } from '../../clients/generated/shop-urql.ts';
import { graphcacheExchange } from '../../clients/urql/graphcache-exchange.ts';
import { guardExchange } from '../../clients/urql/guard-exchange.ts';
import { consistencyExchange, createSession } from '../../clients/urql/index.ts';
import { answer, type Given } from '../support/mocked-shop.ts';

const ORDER = '{ id version status items { quantity } }';
const QUERY = `query Order { order(id: "order-1") ${ORDER} }`;
const SLOW = `query Slow { order(id: "order-1") ${ORDER} }`;
const UPDATES = `subscription { orderUpdated(id: "order-1") { version document { ...Parts } } } fragment Parts on Order ${ORDER}`;
const PAY = `mutation { payOrder(input: { orderId: "order-1", paymentReference: "p" }) {
  ... on PayOrderPayload { receipt { version } order ${ORDER} }
} }`;

const order = (version: number) => ({
  id: 'order-1',
  version,
  status: version > 1 ? 'PAID' : 'CREATED',
  items: [{ quantity: version }],
});

type Kind = 'no cache' | 'the document cache' | 'Graphcache';
const kinds: readonly Kind[] = ['no cache', 'the document cache', 'Graphcache'];

function exchangesOf(kind: Kind, isPlain: boolean): Exchange[] {
  const session = createSession();
  const below = isPlain ? [] : [consistencyExchange({ session })];
  if (kind === 'no cache') return below;
  if (kind === 'the document cache') return [documentCache, ...below];
  return [...(isPlain ? [] : [guardExchange({ session })]), graphcacheExchange(graphcacheFacts), ...below];
}

function startClient(kind: Kind, { isPlain = false } = {}) {
  const server = { given: {} as Given, hold: Promise.resolve() };
  const client = new Client({
    url: 'http://shop.test/graphql',
    preferGetMethod: false,
    fetchSubscriptions: true,
    exchanges: [...exchangesOf(kind, isPlain), fetchExchange],
    fetch: async (_url, request) => {
      const { query, variables } = JSON.parse(String(request?.body));
      const result = await answer(parse(query), variables, server.given);
      if (query.startsWith('query Slow')) await server.hold;
      return Response.json(result);
    },
  });
  const show = (version: number) => {
    server.given = {
      order: order(version),
      orderUpdated: { document: order(version) },
      payOrder: { __typename: 'PayOrderPayload', order: order(version) },
    };
  };
  const read = (query: string) => client.query(query, {}, { requestPolicy: 'network-only' }).toPromise();
  const follow = () =>
    new Promise<unknown>((resolve) => {
      const { unsubscribe } = client.subscription(UPDATES, {}).subscribe(({ data }) => {
        setImmediate(() => {
          unsubscribe();
          resolve(data);
        });
      });
    });
  show(1);
  return { client, server, show, read, follow };
}

describe.each(kinds)('with %s', (kind) => {
  it.each(['a query', 'an update'])('an answer that %s has overtaken takes nothing back', async (by) => {
    const { server, show, read, follow } = startClient(kind);
    let release = (): void => {};
    server.hold = new Promise((resolve) => (release = resolve));
    const slow = read(SLOW);
    await new Promise(setImmediate);
    show(2);
    await (by === 'a query' ? read(QUERY) : follow());
    release();
    expect((await slow).data).toMatchObject({ order: order(2) });
  });

  it('results are as without the exchanges', async () => {
    const [ours, plain] = await Promise.all(
      [false, true].map(async (isPlain) => {
        const { client, read, follow } = startClient(kind, { isPlain });
        const paid = await client.mutation(PAY, {}).toPromise();
        const some = [(await read(QUERY)).data, (await read(QUERY)).data, paid.data, await follow()];
        return some.map((data) => JSON.stringify(data));
      }),
    );
    expect(ours).toEqual(plain);
  });
});

it('what has not changed is shown as the same object again', async () => {
  const { client, read } = startClient('Graphcache');
  const shown: unknown[] = [];
  const watching = client.query(QUERY, {}).subscribe(({ data }) => shown.push(data?.order));
  for (const _ of [1, 2]) await read(SLOW);
  await client.query(QUERY, {}).toPromise();
  watching.unsubscribe();
  expect(shown.length).toBeGreaterThan(1);
  expect(new Set(shown).size).toBe(1);
});
