// The state of the connection as a page is told it, with both clients: live as soon as a stream opens, at first and
// after a reconnect, although nothing has happened yet.
import { ApolloClient, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { eventStreamLink } from '../../clients/apollo/event-stream-link.ts';
import { consistencyLink } from '../../clients/apollo/index.ts';
import { consistencyExchange } from '../../clients/urql/index.ts';
import { watchfulFetch } from '../../clients/urql/watchful-fetch.ts';
import { until } from '../support/until.ts';

const UPDATES = 'subscription { orderUpdated(id: "order-1") { version } }';
const url = 'http://shop.test/graphql';

interface Opening {
  readonly fetch: typeof fetch;
  readonly onConnection: (state: 'live' | 'lost') => void;
}

const clients: readonly { readonly name: string; readonly follow: (opening: Opening) => () => void }[] = [
  {
    name: 'Apollo Client',
    follow: ({ fetch, onConnection }) => {
      const link = consistencyLink({ onConnection }).concat(eventStreamLink({ url, fetch }));
      const client = new ApolloClient({ link, cache: new InMemoryCache() });
      const following = client.subscribe({ query: parse(UPDATES) }).subscribe({});
      return () => following.unsubscribe();
    },
  },
  {
    name: 'urql',
    follow: ({ fetch, onConnection }) => {
      const client = new Client({
        ...{ url, preferGetMethod: false, fetchSubscriptions: true },
        fetch: async (input, init) => {
          const { fetch: own } = globalThis;
          globalThis.fetch = fetch;
          try {
            return await watchfulFetch(input, init);
          } finally {
            globalThis.fetch = own;
          }
        },
        exchanges: [consistencyExchange({ onConnection }), fetchExchange],
      });
      return client.subscription(UPDATES, {}).subscribe(() => {}).unsubscribe;
    },
  },
];

describe.each(clients)('$name', ({ follow }) => {
  it('is told of a stream that opens before anything comes over it', async () => {
    const states: string[] = [];
    const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
    let isAway = false;
    const stop = follow({
      onConnection: (state) => states.push(state),
      fetch: async () => {
        if (isAway) return new Response('away', { status: 503 });
        const body = new ReadableStream<Uint8Array>({
          start: (stream) => {
            stream.enqueue(new TextEncoder().encode(':\n\n'));
            streams.push(stream);
          },
        });
        return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
      },
    });
    await until('the stream to open', () => states.length > 0);
    expect(states).toEqual(['live']);
    isAway = true;
    streams[0]?.close();
    await until('an attempt that fails', () => states.length > 2);
    expect(new Set(states.slice(1))).toEqual(new Set(['lost']));
    isAway = false;
    await until('the stream to open again', () => streams.length === 2 && states.at(-1) === 'live');
    stop();
  });
});
