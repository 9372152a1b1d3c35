// GraphQL over a WebSocket with the client of graphql-ws: what is true over HTTP is true here; and how a client comes
// back to what it followed, over either.
import { afterEach, describe, expect, it } from 'vitest';
import { openEventStream, updatesOf, type EventStream, type Update } from '../support/event-stream.ts';
import { startShop, withShop, type Sent } from '../support/shop.ts';
import { futureOf, signedToken, unsigned } from '../support/signed-tokens.ts';
import { askOver, openSocketStream, socketsTo } from '../support/socket-stream.ts';
import { until } from '../support/until.ts';

const shop = withShop();
const opened: EventStream[] = [];
afterEach(() => opened.splice(0).forEach((stream) => stream.close()));

const TRANSPORTS = [
  ['Server-Sent Events', openEventStream],
  ['a WebSocket', openSocketStream],
] as const;
type Open = (typeof TRANSPORTS)[number][1];

async function follow(open: Open, query: string, sent: Sent, url = shop().url): Promise<EventStream> {
  const stream = await open(url, query, sent);
  opened.push(stream);
  return stream;
}

let orders = 0;
const newOrder = async (): Promise<string> => {
  orders += 1;
  const orderId = `ws-${orders}`;
  const items = '[{ productId: "product-1", quantity: 1 }]';
  await settled(
    await send(`createOrder(input: { orderId: "${orderId}", customerId: "customer-1", items: ${items} })`),
  );
  return orderId;
};

const command = (mutation: string): string => {
  const name = mutation.slice(0, mutation.indexOf('('));
  const payload = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;
  return `mutation { result: ${mutation} { ... on ${payload} { receipt { token version } } ... on CommandError { code } } }`;
};

/** The token of the write. */
async function send(mutation: string): Promise<string> {
  const { data } = await shop().ask(command(mutation));
  const result = data?.['result'] as { readonly receipt?: { readonly token: string } } | undefined;
  if (!result?.receipt) throw new Error(`${mutation}: ${JSON.stringify(data)}`);
  return result.receipt.token;
}

const quantity = (orderId: string, value: number): string =>
  `changeOrderItemQuantity(input: { orderId: "${orderId}", productId: "product-1", quantity: ${value} })`;

/** The read models have come to the token. */
const settled = (token: string): Promise<void> => shop().untilReady(token);

const MANY = `subscription ($documents: [DocumentRefInput!]!, $since: ConsistencyToken) {
  projectionUpdated(documents: $documents, since: $since) { readModel id version token document { id version } }
}`;
const ONE = `subscription ($id: ID!, $sinceVersion: Int, $since: ConsistencyToken) {
  orderUpdated(id: $id, sinceVersion: $sinceVersion, since: $since) { readModel id version token }
}`;

describe('a socket', () => {
  it('serves queries and commands, and reads what it has written with the token of its last answer', async () => {
    const client = socketsTo(shop().url);
    const id = await newOrder();
    const written = await askOver(client, command(quantity(id, 9)));
    const token = written.extensions?.['consistencyToken'];
    expect(written.data).toEqual({ result: { receipt: { token, version: 2 } } });
    const read = await askOver(client, `{ order(id: "${id}") { version items { quantity } } }`, {
      extensions: { consistencyToken: token },
    });
    expect(read.data).toEqual({ order: { version: 2, items: [{ quantity: 9 }] } });
    expect(read.extensions?.['consistencyToken']).toEqual(expect.any(String));
    await client.dispose();
  });

  it('carries several subscriptions and commands at once', async () => {
    const client = socketsTo(shop().url);
    const [first, second] = [await newOrder(), await newOrder()];
    const versions = new Map<string, number>();
    for (const id of [first, second]) {
      client.subscribe<{ orderUpdated: Update }>(
        { query: ONE, variables: { id, sinceVersion: 0 } },
        {
          next: ({ data }) => versions.set(id, data?.orderUpdated.version ?? 0),
          error: () => {},
          complete: () => {},
        },
      );
    }
    await askOver(client, command(quantity(first, 5)));
    await askOver(client, command(quantity(second, 6)));
    await until('both', () => versions.get(first) === 2 && versions.get(second) === 2);
    await client.dispose();
  });

  it('that is killed is followed no more', async () => {
    const { subscriptions } = shop().api.services;
    const count = (): unknown =>
      'count' in subscriptions && typeof subscriptions.count === 'function' && subscriptions.count();
    await until('nothing to be followed', () => count() === 0);
    const stream = await follow(openSocketStream, ONE, {
      variables: { id: await newOrder(), sinceVersion: 0 },
    });
    await stream.untilResults(1);
    expect(count()).toBe(1);
    stream.close();
    await until('it to be released', () => count() === 0);
  });
});

describe.each(TRANSPORTS)('over %s', (_transport, open) => {
  it('several documents of several read models are followed at once', async () => {
    const id = await newOrder();
    const documents = [
      { readModel: 'ORDER', id, sinceVersion: 0 },
      { readModel: 'ORDER_SUMMARY', id, sinceVersion: 0 },
      { readModel: 'CUSTOMER', id: 'customer-2', sinceVersion: 0 },
    ];
    const stream = await follow(open, MANY, { variables: { documents } });
    await stream.untilResults(3);
    const token = await send(quantity(id, 3));
    await stream.untilResults(5);
    const updates = updatesOf(stream.results).map(({ readModel, version }) => `${readModel} ${version}`);
    expect(updates.slice(0, 3).toSorted()).toEqual(['CUSTOMER 1', 'ORDER 1', 'ORDER_SUMMARY 1']);
    expect(updates.slice(3).toSorted()).toEqual(['ORDER 2', 'ORDER_SUMMARY 2']);
    expect(updatesOf(stream.results).at(-1)?.token).toBe(token);
  });

  it('a subscription begins at once where something newer is there, and never with what is older', async () => {
    const id = await newOrder();
    const older = await send(quantity(id, 2));
    const current = await send(quantity(id, 3));
    await settled(current);
    const variables = [
      { sinceVersion: 0 },
      { sinceVersion: 2 },
      { since: older },
      { sinceVersion: 3 },
      { since: current },
    ];
    const streams: EventStream[] = [];
    for (const since of variables) streams.push(await follow(open, ONE, { variables: { id, ...since } }));
    for (const stream of streams.slice(0, 3)) await stream.untilResults(1);
    await send(quantity(id, 4));
    for (const stream of streams)
      await until('the change', () => updatesOf(stream.results).at(-1)?.version === 4);
    expect(streams.map(({ results }) => updatesOf(results).map(({ version }) => version))).toEqual([
      [3, 4],
      [3, 4],
      [3, 4],
      [4],
      [4],
    ]);
  });

  it('every message says how to come back', async () => {
    const id = await newOrder();
    const stream = await follow(open, ONE, { variables: { id, sinceVersion: 0 } });
    await send(quantity(id, 2));
    await until('the change', () => updatesOf(stream.results).at(-1)?.version === 2);
    for (const { extensions, ...result } of stream.results) {
      const [{ token } = { token: undefined }] = updatesOf([result]);
      expect(extensions).toEqual({ consistencyToken: token, resume: { [`ORDER/${id}`]: token } });
    }
  });

  it('who comes back, to another server, is told what changed meanwhile, and of what it had nothing', async () => {
    const { databaseUrl, redisUrl } = shop();
    const elsewhere = await startShop({ databaseUrl, redisUrl });
    const [changed, unchanged, unknown] = [await newOrder(), await newOrder(), await newOrder()];
    const variables = {
      documents: [changed, unchanged].map((id) => ({ readModel: 'ORDER', id, sinceVersion: 0 })),
    };
    const before = await follow(open, MANY, { variables }, elsewhere.url);
    await before.untilResults(2);
    await elsewhere.close();
    await before.untilEnd();
    expect(before.end()).toBe('cut');
    await settled(await send(quantity(changed, 2)));

    const resume: unknown = Object.assign(
      {},
      ...before.results.map(({ extensions }) => extensions?.['resume']),
    );
    const documents = [...variables.documents, { readModel: 'ORDER', id: unknown }];
    const after = await follow(open, MANY, { variables: { documents }, extensions: { resume } });
    await after.untilResults(2);
    await send(quantity(unchanged, 3));
    await until('the last change', () => updatesOf(after.results).at(-1)?.id === unchanged);
    const updates = updatesOf(after.results).map(({ id, version }) => ({ id, version }));
    expect(updates.slice(0, 2)).toEqual(
      expect.arrayContaining([
        { id: changed, version: 2 },
        { id: unknown, version: 1 },
      ]),
    );
    expect(updates.slice(2)).toEqual([{ id: unchanged, version: 2 }]);
  });

  it('who comes back again and again while things change ends up with all of it', async () => {
    const id = await newOrder();
    const LAST = 12;
    const seen: number[] = [];
    let resume: Record<string, unknown> = {};
    const writing = (async () => {
      for (let value = 2; value <= LAST; value += 1) await send(quantity(id, value));
    })();
    while (seen.at(-1) !== LAST) {
      const stream = await follow(open, ONE, { variables: { id }, extensions: { resume } });
      await stream.untilResults(1);
      stream.close();
      seen.push(...updatesOf(stream.results).map(({ version }) => version));
      resume = Object.assign(resume, ...stream.results.map(({ extensions }) => extensions?.['resume']));
    }
    await writing;
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
  });
});

describe.each(TRANSPORTS)('what cannot be served over %s is told why:', (_transport, open) => {
  const foreign = signedToken({ incarnation: '11111111-1111-4111-8111-111111111111', position: '1' });
  const many = Array.from({ length: 101 }, (_, index) => ({ readModel: 'ORDER', id: `o${index}` }));
  const resuming = (resume: unknown): Sent => ({ variables: { id: 'o' }, extensions: { resume } });

  it.each<[string, string, Sent, string]>([
    ['no documents', MANY, { variables: { documents: [] } }, 'INVALID_SUBSCRIPTION'],
    ['more than 100', MANY, { variables: { documents: many } }, 'INVALID_SUBSCRIPTION'],
    [
      'an unknown read model',
      MANY,
      { variables: { documents: [{ readModel: 'NOTHING', id: 'a' }] } },
      'BAD_USER_INPUT',
    ],
    ['an id that cannot be', ONE, { variables: { id: 'a/b' } }, 'INVALID_SUBSCRIPTION'],
    ['a negative version', ONE, { variables: { id: 'o', sinceVersion: -1 } }, 'INVALID_SUBSCRIPTION'],
    ['a malformed token', ONE, { variables: { id: 'o', since: 'x' } }, 'INVALID_TOKEN'],
    [
      'a token of a negative position',
      ONE,
      { variables: { id: 'o', since: signedToken({ incarnation: crypto.randomUUID(), position: '-1' }) } },
      'INVALID_TOKEN',
    ],
    [
      'a token that is not signed',
      ONE,
      { variables: { id: 'o', since: unsigned(foreign) } },
      'INVALID_TOKEN',
    ],
    ['a token of another store', ONE, { variables: { id: 'o', since: foreign } }, 'TOKEN_OF_ANOTHER_STORE'],
    ['an unknown field', 'subscription { nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['to come back with no object', ONE, resuming('x'), 'INVALID_SUBSCRIPTION'],
    ['to come back with a list', ONE, resuming([]), 'INVALID_SUBSCRIPTION'],
    [
      'to come back with too much',
      ONE,
      resuming(Object.fromEntries(many.map(({ id }) => [id, foreign]))),
      'INVALID_SUBSCRIPTION',
    ],
    ['to come back with no token', ONE, resuming({ 'ORDER/o': 7 }), 'INVALID_TOKEN'],
    ['to come back with a malformed token', ONE, resuming({ 'ORDER/o': 'x' }), 'INVALID_TOKEN'],
    [
      'to come back with a token of another store',
      ONE,
      resuming({ 'ORDER/o': foreign }),
      'TOKEN_OF_ANOTHER_STORE',
    ],
  ])('%s', async (_what, query, sent, code) => {
    const stream = await follow(open, query, sent);
    await stream.untilEnd();
    expect(stream.results).toMatchObject([
      { errors: [{ message: expect.any(String), extensions: { code } }] },
    ]);
    expect(stream.end()).toBe('complete');
  });

  it('a version or token of the future is waited for, and what is followed by nobody is of no interest', async () => {
    const id = await newOrder();
    const future = futureOf(await send(quantity(id, 2)));
    const later = await follow(open, ONE, { variables: { id, sinceVersion: 2 ** 31 - 1 } });
    const never = await follow(open, ONE, {
      variables: { id },
      extensions: { resume: { [`ORDER/${id}`]: future } },
    });
    const ignored = await follow(open, ONE, {
      variables: { id, sinceVersion: 0 },
      extensions: { resume: { 'X/y': 'z' } },
    });
    await settled(await send(quantity(id, 3)));
    await until('the last version', () => updatesOf(ignored.results).at(-1)?.version === 3);
    expect([later.results, later.end(), never.results, never.end()]).toEqual([[], undefined, [], undefined]);
  });
});

it('nothing of all this is logged as a fault', () => {
  expect(shop().logged.filter(({ level }) => level === 'error')).toEqual([]);
});
