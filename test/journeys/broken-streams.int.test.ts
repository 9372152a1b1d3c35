// Subscribers in trouble: cut off again and again they end at the final version, and one that stops reading harms
// neither the process nor anybody else.
import { connect, type Socket } from 'node:net';
import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEventStream } from '../support/event-stream.ts';
import { heldBytes, times } from '../support/measure.ts';
import { selectAll } from '../support/select-all.ts';
import { withShop, type Answer } from '../support/shop.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

const shop = withShop();

async function change(command: string, input: object): Promise<void> {
  const request = { command, input: { ...input }, principal: 'test', correlationId: 'test' };
  const outcome = await shop().api.services.commands.dispatch(request);
  if (!outcome.accepted) throw new Error(outcome.rejection.message);
}

const FOLLOW = `subscription ($id: ID!, $sinceVersion: Int) {
  orderUpdated(id: $id, sinceVersion: $sinceVersion) { version document { version items { quantity } } }
}`;

interface Update {
  readonly version: number;
  readonly document: { readonly version: number; readonly items: readonly { readonly quantity: number }[] };
}

describe('a subscriber that is cut off and comes back with the same variables', () => {
  const CHANGES = 60;
  const CUTS = 6;
  const LAST = CHANGES + 1;
  let proxy: TcpProxy;
  beforeAll(async () => {
    proxy = await startTcpProxy({ port: Number(new URL(shop().url).port) });
  });
  afterAll(() => proxy.stop());

  async function createOrder(orderId: string): Promise<void> {
    await change('createOrder', {
      orderId,
      customerId: 'customer-1',
      items: [{ productId: 'product-1', quantity: 1 }],
    });
  }

  /** Changes the order again and again, and breaks all connections now and then. */
  async function changeAndCut(orderId: string): Promise<void> {
    for (let index = 1; index <= CHANGES; index += 1) {
      await change('changeOrderItemQuantity', { orderId, productId: 'product-1', quantity: index + 1 });
      if (index % (CHANGES / CUTS) === 0) proxy.reset();
    }
  }

  function check(perConnection: readonly (readonly Update[])[]): void {
    for (const updates of perConnection) {
      const versions = updates.map(({ version }) => version);
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
      for (const { version, document } of updates) {
        expect([document.version, document.items]).toEqual([version, [{ quantity: version }]]);
      }
    }
  }

  it('ends at the final version with graphql-sse, which comes back by itself', async () => {
    await createOrder('cut-1');
    const perConnection: Update[][] = [];
    const client = createClient({
      url: proxy.through(shop().url),
      retryAttempts: 1000,
      retry: () => new Promise((resolve) => setTimeout(resolve, 10)),
      on: { connecting: () => perConnection.push([]) },
    });
    client.subscribe<{ orderUpdated: Update }>(
      { query: FOLLOW, variables: { id: 'cut-1', sinceVersion: 0 } },
      {
        next: ({ data }) => data && perConnection.at(-1)?.push(data.orderUpdated),
        error: (error) => {
          throw error;
        },
        complete: () => {},
      },
    );
    await until('the first update', () => perConnection[0]?.[0] !== undefined);
    await changeAndCut('cut-1');
    await until('the final version', () => perConnection.at(-1)?.at(-1)?.version === LAST);
    expect(perConnection.length).toBeGreaterThan(1);
    check(perConnection);
    client.dispose();
  });

  it('ends at the final version with nothing but fetch, from the version it saw last', async () => {
    await createOrder('cut-2');
    const perConnection: Update[][] = [];
    const lastSeen = (): number => perConnection.flat().at(-1)?.version ?? 0;
    const followAgainAndAgain = async (): Promise<void> => {
      while (lastSeen() < LAST) {
        const variables = { id: 'cut-2', sinceVersion: lastSeen() };
        const url = proxy.through(shop().url);
        const stream = await openEventStream(url, FOLLOW, { variables }).catch(() => undefined);
        if (!stream) continue;
        await until(
          'a cut, or the end',
          () => stream.end() !== undefined || versionIn(stream.results) === LAST,
        );
        perConnection.push(updatesOf(stream.results));
        stream.close();
      }
    };
    const following = followAgainAndAgain();
    await changeAndCut('cut-2');
    await following;
    check([...perConnection, perConnection.flat()]);
  });
});

describe('subscribers that stop reading', () => {
  const STUCK = 8;
  const LINES = 100;
  const CHANGES = 100;
  const FULL = 30;
  const MB = 1024 * 1024;
  const copies = Array.from({ length: 6 }, (_, index) => `copy${index}: items ${selectAll('OrderItem')}`);
  const large = `{ version ${copies.join(' ')} }`;

  beforeAll(async () => {
    const items = Array.from({ length: LINES }, (_, index) => ({ productId: `large-${index}`, quantity: 1 }));
    const name = '\u{1F384}'.repeat(50);
    const price = { amount: '1.00', currency: 'EUR' };
    await Promise.all(
      items.map(({ productId }) =>
        change('listProduct', { productId, name, description: '', category: 'large', price }),
      ),
    );
    await change('createOrder', { orderId: 'large', customerId: 'customer-1', items });
  });

  it('harm neither the process nor other subscribers, and find the newest state when they read again', async () => {
    const { data } = await shop().ask(
      `{ order(id: "large", minVersion: 1, consistency: { maxWaitMs: 5000 }) ${large} }`,
    );
    const bytes = Buffer.byteLength(JSON.stringify(data));
    const follow = (fields: string) =>
      `subscription { orderUpdated(id: "large", sinceVersion: 0) { version ${fields} } }`;
    const sockets = await Promise.all(
      Array.from({ length: STUCK }, () => stuckSubscriber(shop().url, follow(`document ${large}`))),
    );
    const other = await openEventStream(shop().url, follow('document { version }'));
    await other.untilResults(1);

    let before = 0;
    const latencies: number[] = [];
    for (let version = 2; version <= CHANGES; version += 1) {
      const sent = performance.now();
      await change('changeOrderItemQuantity', { orderId: 'large', productId: 'large-0', quantity: version });
      await until(`version ${version}`, () => versionIn(other.results) === version);
      latencies.push(performance.now() - sent);
      // By now the system's own buffers are full.
      if (version === FULL) before = heldBytes();
    }
    const grown = (heldBytes() - before) / MB;
    const unread = (STUCK * (CHANGES - FULL) * bytes) / MB;
    times(
      `${STUCK} subscribers leave ${CHANGES - FULL} updates of ${Math.round(bytes / 1024)} kB unread, ${Math.round(unread)} MB: ` +
        `the process holds ${grown.toFixed(1)} MB more; others are told`,
      latencies,
    );
    expect(unread).toBeGreaterThan(100);
    expect(grown).toBeLessThan(unread / 3);

    const found = sockets.map((socket) => lastVersionIn(socket));
    for (const socket of sockets) socket.resume();
    await until('the newest version everywhere', () => found.every((version) => version() === CHANGES));
    for (const socket of sockets) socket.destroy();
    other.close();
    expect(shop().logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

const updatesOf = (results: readonly Answer[]): Update[] =>
  results.map(({ data }) => (data as { readonly orderUpdated: Update }).orderUpdated);

const versionIn = (results: readonly Answer[]): number | undefined => updatesOf(results).at(-1)?.version;

/** A connection whose other end writes until the system's buffers are full. */
async function stuckSubscriber(url: string, query: string): Promise<Socket> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const body = JSON.stringify({ query });
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
      `accept: text/event-stream\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  await new Promise((resolve) => socket.once('readable', resolve));
  return socket.pause();
}

function lastVersionIn(socket: Socket): () => number {
  let version = 0;
  let rest = '';
  socket.on('data', (chunk: Buffer) => {
    rest += chunk.toString('latin1');
    for (const [, text] of rest.matchAll(/"orderUpdated":\{"version":(\d+)/g)) version = Number(text);
    rest = rest.slice(-100);
  });
  socket.pause();
  return () => version;
}
