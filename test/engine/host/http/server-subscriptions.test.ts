// Subscriptions over HTTP: real clients get updates, clients that go leave nothing behind, slow ones are bounded.
import { connect, type Socket } from 'node:net';
import { Client, fetchExchange } from '@urql/core';
import { createClient, type ExecutionResult } from 'graphql-sse';
import { describe, expect, it } from 'vitest';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { shownDocument, tokenAt, update } from '../../../support/memory-services.ts';
import { withApiServer, type TestServer } from '../../../support/api-server.ts';
import { until } from '../../../support/until.ts';
import { trustedCaller } from '../../../support/callers.ts';

const startServer = withApiServer();
const QUERY = 'subscription { parcelUpdated(id: "p1") { version document { id version weight } } }';
const updateTo = (version: number, weight: unknown = version) =>
  update({
    version,
    document: { ...shownDocument({ readModel: 'parcel', id: 'p1', body: { weight } }), version },
  });
const shown = (version: number) => ({
  data: { parcelUpdated: { version, document: { id: 'p1', version, weight: version } } },
  extensions: { consistencyToken: tokenAt(8), resume: { 'PARCEL/p1': tokenAt(8) } },
});

async function theFeed({ memory: { feeds } }: TestServer) {
  await until('a subscription', () => feeds.size === 1);
  const [feed] = feeds;
  if (!feed) throw new Error('There is no feed.');
  return feed;
}

/** A subscriber that reads only what it is told to. */
async function rawSubscriber({ url }: TestServer): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => {});
  const body = JSON.stringify({ query: QUERY });
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept: text/event-stream\r\n` +
      `content-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

describe('a client', () => {
  it('with graphql-sse gets each update', async () => {
    const server = await startServer();
    const results: ExecutionResult[] = [];
    const client = createClient({ url: `${server.url}/graphql` });
    const sink = {
      next: (result: ExecutionResult) => results.push(result),
      error: () => {},
      complete: () => {},
    };
    client.subscribe({ query: QUERY }, sink);
    const feed = await theFeed(server);
    feed.push(updateTo(2));
    feed.push(updateTo(3));
    await until('two updates', () => results.length === 2);
    expect(results).toEqual([shown(2), shown(3)]);
    client.dispose();
    await until('the subscription to be released', () => server.memory.feeds.size === 0);
  });

  it('with urql gets each update', async () => {
    const server = await startServer();
    const client = new Client({
      url: `${server.url}/graphql`,
      exchanges: [fetchExchange],
      fetchSubscriptions: true,
      preferGetMethod: false,
    });
    const results: unknown[] = [];
    const { unsubscribe } = client.subscription(QUERY, {}).subscribe(({ data, error }) => {
      results.push({ data, error });
    });
    const feed = await theFeed(server);
    feed.push(updateTo(2));
    feed.push(updateTo(3));
    await until('two updates', () => results.length === 2);
    expect(results).toMatchObject([
      { data: { parcelUpdated: { version: 2 } } },
      { data: { parcelUpdated: { version: 3 } } },
    ]);
    unsubscribe();
    await until('the subscription to be released', () => server.memory.feeds.size === 0);
  });

  it('comes back with what it had of each document', async () => {
    const server = await startServer();
    const documents = '[{ readModel: PARCEL, id: "p1" }, { readModel: PERSON_CARD, id: "ada" }]';
    const extensions = { resume: { 'PARCEL/p1': tokenAt(8), 'PARCEL/p9': 'of no interest' } };
    const query = `subscription { projectionUpdated(documents: ${documents}) { id } }`;
    const response = await server.post({ query, extensions }, { accept: 'text/event-stream' });
    expect(server.memory.subscribed).toEqual([
      {
        documents: [
          { readModel: 'parcel', id: 'p1', resumeAfter: tokenAt(8) },
          { readModel: 'personCard', id: 'ada' },
        ],
        resumes: true,
        withDocuments: false,
      },
    ]);
    await response.body?.cancel();
  });

  it.each([
    ['no object', ['x'], 'INVALID_SUBSCRIPTION'],
    ['too many', Object.fromEntries(Array.from({ length: 101 }, (_, n) => [n, 'x'])), 'INVALID_SUBSCRIPTION'],
    ['no token', { 'PARCEL/p1': 1 }, 'INVALID_TOKEN'],
  ])('that comes back with %s is refused', async (_what, resume, code) => {
    const server = await startServer();
    const body = { query: QUERY, extensions: { resume } };
    const response = await server.post(body, { accept: 'text/event-stream' });
    expect(await response.text()).toContain(`"code":"${code}"`);
    expect(server.memory.subscribed).toEqual([]);
  });

  it('may send its token with the request itself; the header wins', async () => {
    const server = await startServer();
    const body = { query: '{ parcel(id: "p1") { id } }', extensions: { consistencyToken: tokenAt(3) } };
    await server.post(body);
    await server.post(body, { 'consistency-token': tokenAt(2) });
    expect(server.memory.reads.map(({ after }) => after)).toEqual([tokenAt(3), tokenAt(2)]);
  });

  it('gets the error of a subscription that can not begin, and no more', async () => {
    const server = await startServer();
    server.memory.answers.subscribe = async () => {
      throw new SlipstreamError('INVALID_TOKEN', 'Not a token.');
    };
    const response = await server.post({ query: QUERY }, { accept: 'text/event-stream' });
    const text = await response.text();
    expect(text).toContain('"code":"INVALID_TOKEN"');
    expect(text).toContain('event: complete');
  });

  it('gets no cause of a subscription that breaks', async () => {
    const server = await startServer();
    const response = await server.post({ query: QUERY }, { accept: 'text/event-stream' });
    const feed = await theFeed(server);
    await new Promise((resolve) => setTimeout(resolve, 20));
    feed.fail(new Error('secret'));
    const text = await response.text();
    const correlationId = response.headers.get('x-correlation-id');
    expect(text).toContain(
      `"extensions":{"code":"INTERNAL_SERVER_ERROR","correlationId":"${correlationId}"}`,
    );
    expect(text).not.toContain('secret');
    expect(server.logged).toHaveLength(1);
  });
});

describe('a stream', () => {
  const SUBSCRIBE = { accept: 'text/event-stream' };

  it('opens at once, says to proxies that they must not keep it back, and gives signs of life', async () => {
    const server = await startServer({ heartbeatMs: 300 });
    const response = await server.post({ query: QUERY }, SUBSCRIBE);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect(await reader?.read()).toEqual({ done: false, value: ':\n\n' });
    expect(await reader?.read()).toEqual({ done: false, value: ':\n\n' });
    await reader?.cancel();
    const query = await server.post({ query: '{ __typename }' });
    expect(query.headers.has('x-accel-buffering')).toBe(false);
  });

  it('ends with the token of its client, and says so', async () => {
    let expiresAt = Infinity;
    const authenticate = async () => trustedCaller('ada', { expiresAt: (expiresAt = Date.now() + 1_500) });
    const server = await startServer({ authenticate });
    const response = await server.post({ query: QUERY }, SUBSCRIBE);
    (await theFeed(server)).push(updateTo(2));
    const events = (await response.text()).split('\n\n').filter((event) => event !== ':' && event !== '');
    expect(events.map((event) => event.split('\n')[0])).toEqual([
      'event: next',
      'event: next',
      'event: complete',
    ]);
    expect(JSON.parse(events[1]?.split('data: ')[1] ?? '')).toMatchObject({
      errors: [{ message: expect.stringContaining('expired'), extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
    expect(server.memory.feeds.size).toBe(0);
    expect(server.logged).toEqual([]);
  });

  it('whose client goes before its token ends leaves nothing behind', async () => {
    const expiresAt = Date.now() + 3_600_000;
    const server = await startServer({ authenticate: async () => trustedCaller('ada', { expiresAt }) });
    const response = await server.post({ query: QUERY }, SUBSCRIBE);
    await theFeed(server);
    await response.body?.cancel();
    await until('the subscription to be released', () => server.memory.feeds.size === 0);
  });
});

describe('a client that goes', () => {
  it('while it is subscribed leaves nothing behind', async () => {
    const server = await startServer();
    const socket = await rawSubscriber(server);
    const feed = await theFeed(server);
    feed.push(updateTo(2));
    await until('the update', () => feed.taken() === 1);
    socket.destroy();
    await until('the subscription to be released', () => server.memory.feeds.size === 0);
  });

  it('before the subscription has begun leaves nothing behind', async () => {
    const server = await startServer();
    let begin = (): void => {};
    server.memory.answers.subscribe = () => new Promise((resolve) => (begin = resolve));
    const socket = await rawSubscriber(server);
    await until('the request', () => server.memory.subscribed.length === 1);
    socket.destroy();
    await server.query('{ __typename }');
    await new Promise((resolve) => setTimeout(resolve, 20));
    begin();
    await server.query('{ __typename }');
    await until('the subscription to be released', () => server.memory.feeds.size === 0);
  });

  it('by the hundred, again and again, does no harm', async () => {
    const server = await startServer();
    for (let round = 0; round < 3; round += 1) {
      const sockets = await Promise.all(Array.from({ length: 100 }, () => rawSubscriber(server)));
      await until('the subscriptions', () => server.memory.subscribed.length === (round + 1) * 100);
      for (const socket of sockets) socket.destroy();
    }
    await until('all to be released', () => server.memory.feeds.size === 0);
    expect(await server.query('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  it('in the middle of a query does no harm', async () => {
    const server = await startServer();
    let answer = (): void => {};
    server.memory.answers.read = () =>
      new Promise((resolve) => {
        answer = () => resolve({ document: null, token: 't' });
      });
    const controller = new AbortController();
    const body = JSON.stringify({ query: '{ parcel(id: "p1") { id } }' });
    const headers = { 'content-type': 'application/json' };
    const sent = fetch(`${server.url}/graphql`, { method: 'POST', headers, body, signal: controller.signal });
    await until('the read', () => server.memory.reads.length === 1);
    controller.abort();
    await expect(sent).rejects.toThrow();
    answer();
    expect(await server.query('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('a client that does not read', () => {
  const KILOBYTES = 10;
  const weight = 7;
  const bulky = (version: number) =>
    update({
      version,
      eventTypes: ['x'.repeat(KILOBYTES * 1024)],
      document: shownDocument({ readModel: 'parcel', id: 'p1', body: { weight } }),
    });
  const BULKY = 'subscription { parcelUpdated(id: "p1") { eventTypes document { weight } } }';

  it('is not buffered for: what it does not take stays with the source', async () => {
    const server = await startServer();
    const { hostname, port } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port) }).pause();
    const body = JSON.stringify({ query: BULKY });
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept: text/event-stream\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
    );
    const feed = await theFeed(server);
    const COUNT = 5_000;
    for (let version = 1; version <= COUNT; version += 1) feed.push(bulky(version));
    let before = -1;
    while (feed.taken() !== before) {
      before = feed.taken();
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    // What the system's socket buffers hold, and a little more; far from the 50 MB that wait.
    expect(before * KILOBYTES).toBeLessThan(16 * 1024);
    socket.resume();
    await until('the rest', () => feed.taken() === COUNT);
    socket.destroy();
    await until('the subscription to be released', () => server.memory.feeds.size === 0);
  });

  it('is cut off when its time is up', async () => {
    const server = await startServer({ patienceMs: 200 });
    const { hostname, port } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port) }).pause();
    socket.on('error', () => {});
    const body = JSON.stringify({ query: BULKY });
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept: text/event-stream\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
    );
    const feed = await theFeed(server);
    for (let version = 1; version <= 2_000; version += 1) feed.push(bulky(version));
    await until('it to be cut off', () => server.memory.feeds.size === 0);
    socket.destroy();
  });
});
