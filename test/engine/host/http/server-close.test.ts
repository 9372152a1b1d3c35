// The end of the server: nothing that was begun is lost before the deadline, and nothing lives after it.
import { connect } from 'node:net';
import { createClient } from 'graphql-sse';
import { describe, expect, it } from 'vitest';
import { tokenAt, update } from '../../../support/memory-services.ts';
import { withApiServer } from '../../../support/api-server.ts';
import { until } from '../../../support/until.ts';

const startServer = withApiServer();
const SUBSCRIPTION = 'subscription { parcelUpdated(id: "p1") { version } }';

describe('closing', () => {
  it('finishes what has begun and takes nothing new', async () => {
    const { api, url, memory, post } = await startServer();
    let answer = (): void => {};
    memory.answers.read = () =>
      new Promise((resolve) => {
        answer = () => resolve({ document: null, token: tokenAt(1) });
      });
    const running = post({ query: '{ parcel(id: "p1") { id } }' });
    await until('the read', () => memory.reads.length === 1);
    const closed = api.close(10_000);
    await expect(fetch(`${url}/health`, { headers: { connection: 'close' } })).rejects.toThrow();
    answer();
    expect(await (await running).json()).toEqual({ data: { parcel: null } });
    await closed;
  });

  it('is over at the deadline, whatever still runs', async () => {
    const { api, memory, post } = await startServer();
    memory.answers.read = () => new Promise(() => {});
    const running = post({ query: '{ parcel(id: "p1") { id } }' });
    await until('the read', () => memory.reads.length === 1);
    const [result] = await Promise.allSettled([running, api.close(50)]);
    expect(result.status).toBe('rejected');
  });

  it('waits for no connection that is only kept alive', async () => {
    const { api, query } = await startServer();
    await query('{ __typename }');
    const before = performance.now();
    await api.close(60_000);
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('may be asked for twice, and before the start', async () => {
    const { api } = await startServer();
    await Promise.all([api.close(1000), api.close(1000)]);
    await api.close(1000);
  });

  it('answers 503 to who still asks on a connection of before', async () => {
    const { api, url, memory, post } = await startServer();
    memory.answers.read = () => new Promise(() => {});
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk))).on('error', () => {});
    // Half a request: the connection is not idle, so it outlives the beginning of the end.
    socket.write('GET /ready HTTP/1.1\r\nhost: a\r\n');
    const running = post({ query: '{ parcel(id: "p1") { id } }' });
    await until('the read', () => memory.reads.length === 1);
    const closed = api.close(2_000);
    socket.write('\r\nGET /graphql?query={__typename} HTTP/1.1\r\nhost: a\r\n\r\n');
    await until('an answer', () => text.includes('shutting down'));
    expect(text).toMatch(/^HTTP\/1.1 503 .*\r\n/);
    await Promise.allSettled([running, closed]);
  });
});

describe('subscriptions', () => {
  it('end without being complete, so that clients come back', async () => {
    const first = await startServer();
    const second = await startServer();
    let { url } = first;
    let retries = 0;
    const results: unknown[] = [];
    const completed: true[] = [];
    const client = createClient({
      url: () => `${url}/graphql`,
      retry: async () => {
        retries += 1;
        url = second.url;
      },
    });
    client.subscribe(
      { query: SUBSCRIPTION },
      { next: (result) => results.push(result), error: () => {}, complete: () => completed.push(true) },
    );
    await until('the subscription', () => first.memory.feeds.size === 1);
    for (const feed of first.memory.feeds) feed.push(update({ version: 1 }));
    await until('the first update', () => results.length === 1);
    await first.api.close(10_000);
    await until('the client to come back', () => second.memory.feeds.size === 1);
    for (const feed of second.memory.feeds) feed.push(update({ version: 2 }));
    await until('the second update', () => results.length === 2);
    expect([retries, completed.length, first.memory.feeds.size]).toEqual([1, 0, 0]);
    client.dispose();
  });

  it('under a flood of updates end just as well', async () => {
    const { api, memory, post } = await startServer();
    const response = await post({ query: SUBSCRIPTION }, { accept: 'text/event-stream' });
    await until('the subscription', () => memory.feeds.size === 1);
    for (const feed of memory.feeds) {
      for (let version = 1; version <= 20_000; version += 1) feed.push(update({ version }));
    }
    const text = response.text();
    await api.close(10_000);
    expect(await text).not.toContain('event: complete');
    // A whole message, not in the middle of another one.
    expect(await text).toMatch(/\n\nretry: 1000\n\n$/);
    expect(memory.feeds.size).toBe(0);
  });

  it('that wait for news are told when to come back', async () => {
    const { api, memory, post } = await startServer();
    const response = await post({ query: SUBSCRIPTION }, { accept: 'text/event-stream' });
    await until('the subscription', () => memory.feeds.size === 1);
    await api.close(10_000);
    expect((await response.text()).replaceAll(':\n\n', '')).toBe('retry: 1000\n\n');
  });

  it('that begin while it closes are cut off', async () => {
    const { api, memory, post } = await startServer();
    let begin = (): void => {};
    memory.answers.subscribe = () => new Promise((resolve) => (begin = resolve));
    const asked = post({ query: SUBSCRIPTION }, { accept: 'text/event-stream' });
    await until('the request', () => memory.subscribed.length === 1);
    const closed = api.close(10_000);
    begin();
    const [result] = await Promise.allSettled([asked, closed]);
    expect(result.status).toBe('rejected');
    expect(memory.feeds.size).toBe(0);
  });
});
