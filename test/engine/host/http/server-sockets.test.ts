// GraphQL over WebSockets: who may open one, what runs on it, and how it ends.
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { STRANGER } from '../../../../src/engine/model/caller.ts';
import type { Authenticate } from '../../../../src/engine/graphql/caller.ts';
import { withApiServer, type TestServer } from '../../../support/api-server.ts';
import { receipt, shownDocument, tokenAt, update } from '../../../support/memory-services.ts';
import { socketClient, type SocketClient, type SocketOptions } from '../../../support/socket-client.ts';
import { until } from '../../../support/until.ts';
import { trustedCaller } from '../../../support/callers.ts';

const startServer = withApiServer();
const clients: SocketClient[] = [];
afterEach(() => clients.splice(0).forEach(({ socket }) => socket.terminate()));

const QUERY = 'subscription { parcelUpdated(id: "p1") { version } }';
const SEND = `mutation { watchParcel(input: { parcelId: "p1" }) {
  ... on WatchParcelPayload { receipt { version } } ... on CommandError { code } } }`;

function open({ url }: TestServer, options?: SocketOptions): SocketClient {
  const client = socketClient(`${url}/graphql`, options);
  clients.push(client);
  return client;
}

async function begun(server: TestServer, options?: SocketOptions): Promise<SocketClient> {
  const client = open(server, options);
  await client.begin();
  return client;
}

/** What a client is told in HTTP that is not made a WebSocket. */
const refusal = ({ socket }: SocketClient): Promise<number | undefined> =>
  new Promise((resolve) => {
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.once('open', () => resolve(undefined));
  });

/** An upgrade, and from then on nothing that is not asked for. */
async function rawSocket({ url }: TestServer): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => {});
  socket.write(
    'GET /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket\r\n' +
      'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
      'sec-websocket-protocol: graphql-transport-ws\r\n\r\n',
  );
  await new Promise((resolve) => socket.once('data', resolve));
  return socket;
}

/** https://www.rfc-editor.org/rfc/rfc6455#section-5.2, masked with zeros. */
function frame(message: object): Buffer {
  const text = Buffer.from(JSON.stringify(message));
  const head = Buffer.from([0x81, 0x80 | 126, 0, 0, 0, 0, 0, 0]);
  head.writeUInt16BE(text.length, 2);
  return Buffer.concat([head, text]);
}

describe('a client', () => {
  it('queries, with its tokens in extensions', async () => {
    const server = await startServer();
    const client = await begun(server);
    const body = { weight: 7 };
    server.memory.answers.read = async () => ({
      document: shownDocument({ readModel: 'parcel', id: 'p1', body }),
      token: tokenAt(9),
    });
    const extensions = { consistencyToken: tokenAt(3) };
    const answer = await client.ask('query ($id: ID!) { parcel(id: $id) { id weight } }', {
      variables: { id: 'p1' },
      extensions,
    });
    expect(answer).toEqual({
      data: { parcel: { id: 'p1', weight: 7 } },
      extensions: { consistencyToken: tokenAt(9) },
    });
    expect(server.memory.reads).toMatchObject([{ id: 'p1', after: tokenAt(3) }]);
    expect(client.messages.at(-1)).toEqual({ id: 'ask-1', type: 'complete' });
  });

  it('sends commands', async () => {
    const server = await startServer();
    server.memory.answers.command = async () => ({ accepted: true, receipt: receipt({ version: 4 }) });
    expect(await (await begun(server)).ask(SEND)).toEqual({
      data: { watchParcel: { receipt: { version: 4 } } },
      extensions: { consistencyToken: tokenAt(7) },
    });
  });

  it('follows a document until it completes', async () => {
    const server = await startServer();
    const client = await begun(server);
    client.subscribe('s', QUERY);
    await until('the subscription', () => server.memory.feeds.size === 1);
    for (const feed of server.memory.feeds) {
      feed.push(update({ version: 2 }));
      feed.push(update({ version: 3 }));
    }
    await client.untilResults('s', 2);
    const extensions = { consistencyToken: tokenAt(8), resume: { 'PARCEL/p1': tokenAt(8) } };
    expect(client.resultsOf('s')).toEqual([
      { data: { parcelUpdated: { version: 2 } }, extensions },
      { data: { parcelUpdated: { version: 3 } }, extensions },
    ]);
    client.send({ id: 's', type: 'complete' });
    await until('it to be released', () => server.memory.feeds.size === 0);
    expect(await client.ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  it('comes back with what it had', async () => {
    const server = await startServer();
    const client = await begun(server);
    client.subscribe('s', QUERY, { extensions: { resume: { 'PARCEL/p1': tokenAt(8) } } });
    await until('the subscription', () => server.memory.subscribed.length === 1);
    expect(server.memory.subscribed).toMatchObject([
      { documents: [{ id: 'p1', resumeAfter: tokenAt(8) }], resumes: true },
    ]);
  });

  it('that is killed leaves nothing behind', async () => {
    const server = await startServer();
    const client = await begun(server);
    client.subscribe('s', QUERY);
    client.subscribe('t', QUERY);
    await until('the subscriptions', () => server.memory.feeds.size === 2);
    client.socket.terminate();
    await until('them to be released', () => server.memory.feeds.size === 0);
  });

  it('that is killed before its subscription has begun leaves nothing behind', async () => {
    const server = await startServer();
    let begin = (): void => {};
    server.memory.answers.subscribe = () => new Promise((resolve) => (begin = resolve));
    const client = await begun(server);
    client.subscribe('s', QUERY);
    await until('the request', () => server.memory.subscribed.length === 1);
    client.socket.terminate();
    await until('the socket to be closed', () => client.socket.readyState === client.socket.CLOSED);
    begin();
    await server.query('{ __typename }');
    await until('it to be released', () => server.memory.feeds.size === 0);
  });
});

describe('an error', () => {
  const MANY = `mutation { ${Array.from({ length: 11 }, (_, n) => `m${n}: watchParcel(input: { parcelId: "p" }) { __typename }`).join(' ')} }`;

  it.each([
    ['a syntax error', '{', {}, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['too many mutations', MANY, {}, 'TOO_MANY_MUTATIONS'],
    [
      'an unknown operation',
      'query A { __typename }',
      { operationName: 'B' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['a wrong variable', 'query ($id: ID!) { parcel(id: $id) { id } }', {}, 'BAD_USER_INPUT'],
    ['nesting that is too deep', `{ ${'a { '.repeat(6000)}`, {}, 'DOCUMENT_TOO_LARGE'],
    [
      'a subscription that is skipped',
      'subscription ($no: Boolean!) { parcelUpdated(id: "p") @skip(if: $no) { version } }',
      { variables: { no: false } },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['resume that is no object', QUERY, { extensions: { resume: [] } }, 'INVALID_SUBSCRIPTION'],
  ])('says what it is: %s', async (_what, query, sent, code) => {
    const server = await startServer();
    const client = await begun(server);
    const { errors } = await client.ask(query, sent);
    expect(errors).toMatchObject([{ message: expect.any(String), extensions: { code } }]);
    expect(JSON.stringify(errors)).not.toContain('http');
    expect(await client.ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    expect(server.logged).toEqual([]);
  });

  it('of a subscription that can not begin is its only result', async () => {
    const server = await startServer();
    server.memory.answers.subscribe = async () => {
      throw new SlipstreamError('INVALID_TOKEN', 'Not a token.');
    };
    const client = await begun(server);
    expect(await client.ask(QUERY)).toMatchObject({ errors: [{ extensions: { code: 'INVALID_TOKEN' } }] });
    expect(client.messages.at(-1)).toEqual({ id: 'ask-1', type: 'complete' });
  });

  it.each([
    ['a query', '{ parcel(id: "p1") { id } }'],
    ['a subscription that breaks', QUERY],
  ])('that is unexpected says nothing of its cause, and is logged once: %s', async (_what, query) => {
    const server = await startServer();
    server.memory.answers.read = async () => Promise.reject(new Error('secret'));
    const client = await begun(server);
    const answer = client.ask(query);
    if (query === QUERY) {
      await until('the subscription', () => server.memory.feeds.size === 1);
      // The source has been asked for its first value by the time the server answers something else.
      await client.ask('{ __typename }').catch(() => {});
      for (const feed of server.memory.feeds) feed.fail(new Error('secret'));
    }
    expect(await answer).toMatchObject({
      errors: [
        {
          message: 'Unexpected error',
          extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: expect.any(String) },
        },
      ],
    });
    expect(JSON.stringify(client.messages)).not.toContain('secret');
    expect(server.logged).toHaveLength(1);
  });

  it('of too many operations is told to those that are too many', async () => {
    const server = await startServer();
    const client = await begun(server);
    for (let index = 1; index <= 100; index += 1) client.subscribe(`s${index}`, QUERY);
    await until('the subscriptions', () => server.memory.feeds.size === 100);
    expect(await client.ask(QUERY)).toMatchObject({
      errors: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }],
    });
    client.send({ id: 's1', type: 'complete' });
    await until('one to end', () => server.memory.feeds.size === 99);
    expect(await client.ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('who may open a socket', () => {
  const authenticate: Authenticate = async ({ headers }) =>
    headers.authorization === 'Bearer good' ? trustedCaller('ada') : undefined;

  it.each([
    ['in the header', { headers: { authorization: 'Bearer good' } }, undefined],
    ['as it begins', {}, { authorization: 'Bearer good' }],
    ['as it begins, written otherwise', {}, { Authorization: 'Bearer good' }],
    [
      'as it begins, in place of the header',
      { headers: { authorization: 'x' } },
      { authorization: 'Bearer good' },
    ],
  ])('is who shows a good token %s', async (_where, options, payload) => {
    const server = await startServer({ authenticate });
    const client = open(server, options);
    await client.begin(payload);
    await client.ask(SEND);
    expect(server.memory.dispatched).toMatchObject([{ principal: 'ada' }]);
  });

  it.each([
    ['no token', {}, undefined],
    ['a bad one', {}, { authorization: 'Bearer bad' }],
    ['a bad one in the header', { headers: { authorization: 'Bearer bad' } }, undefined],
    ['no text', {}, { authorization: 1 }],
  ])('is not who shows %s', async (_what, options, payload) => {
    const server = await startServer({ authenticate });
    const client = open(server, options);
    void client.begin(payload).catch(() => {});
    expect(await client.untilClosed()).toEqual([4403, 'Forbidden']);
    expect(client.messages).toEqual([]);
  });

  it('is asked for with each operation, so that nothing begins with a token that has expired', async () => {
    let isGood = true;
    const server = await startServer({
      authenticate: async () => (isGood ? trustedCaller('ada') : undefined),
    });
    const client = await begun(server);
    await client.ask(SEND);
    isGood = false;
    client.subscribe('late', SEND);
    expect(await client.untilClosed()).toEqual([4403, 'Forbidden']);
    expect(server.memory.dispatched).toHaveLength(1);
  });

  it('is not who has a hundred of them open', async () => {
    const server = await startServer({
      authenticate: async ({ headers }) => ({
        ...STRANGER,
        principal: String(headers.authorization),
      }),
    });
    const ofAda = { headers: { authorization: 'ada' } };
    const first = await begun(server, ofAda);
    await Promise.all(Array.from({ length: 99 }, () => begun(server, ofAda)));
    const late = open(server, ofAda);
    void late.begin().catch(() => {});
    expect(await late.untilClosed()).toEqual([1013, 'Too many sockets']);
    await begun(server, { headers: { authorization: 'grace' } });
    first.socket.close();
    await first.untilClosed();
    await begun(server, ofAda);
  });

  it('is nobody who asks before it has begun', async () => {
    const server = await startServer();
    const client = open(server);
    await until('the socket', () => client.socket.readyState === client.socket.OPEN);
    client.subscribe('s', QUERY);
    expect(await client.untilClosed()).toEqual([4401, 'Unauthorized']);
    expect(server.memory.subscribed).toEqual([]);
  });

  it.each([
    ['no origin', undefined, [], undefined],
    ['the server’s own', 'own', [], undefined],
    ['one on the list', 'https://shop.example', ['https://shop.example'], undefined],
    ['any, if all may', 'https://evil.example', ['*'], undefined],
    ['another one', 'https://evil.example', ['https://shop.example'], 403],
    ['another one, if none may', 'https://evil.example', [], 403],
    ['none to speak of', 'null', [], 403],
  ])('depends on its origin: %s', async (_what, origin, corsOrigins, status) => {
    const server = await startServer({ settings: { host: '127.0.0.1', port: 0, corsOrigins } });
    const headers = origin === undefined ? {} : { origin: origin === 'own' ? server.url : origin };
    expect(await refusal(open(server, { headers }))).toBe(status);
  });

  const behind = { 'x-forwarded-host': 'shop.example', 'x-forwarded-proto': 'https' };
  it.each([
    ['as the proxy says it', true, 'https://shop.example', behind, undefined],
    [
      'in whatever way it is written',
      true,
      'https://shop.example',
      { ...behind, 'x-forwarded-host': 'SHOP.example:443' },
      undefined,
    ],
    [
      'as the first of several says it',
      true,
      'https://shop.example',
      { 'x-forwarded-host': 'shop.example, inner', 'x-forwarded-proto': 'wss, http' },
      undefined,
    ],
    ['with a port', true, 'http://shop.example:8080', { 'x-forwarded-host': 'shop.example:8080' }, undefined],
    [
      'by its host, if the proxy hands that on',
      true,
      'https://shop.example',
      { host: 'shop.example' },
      undefined,
    ],
    ['so too if no proxy is trusted', false, 'https://shop.example', { host: 'Shop.example:443' }, undefined],
    ['not with another scheme', true, 'http://shop.example', behind, 403],
    ['not with another port', true, 'https://shop.example:8443', behind, 403],
    ['not another host', true, 'https://evil.example', behind, 403],
    ['not one that is no host', true, 'https://shop.example', { ...behind, 'x-forwarded-host': 'a b' }, 403],
    ['not if no proxy is trusted', false, 'https://shop.example', behind, 403],
  ])('is the server’s own page behind a proxy: %s', async (_how, trustProxy, origin, headers, status) => {
    const server = await startServer({ settings: { host: '127.0.0.1', port: 0, trustProxy } });
    expect(await refusal(open(server, { headers: { origin, ...headers } }))).toBe(status);
  });

  it('asks at the address of GraphQL, and nowhere else', async () => {
    const server = await startServer();
    const elsewhere = socketClient(`${server.url}/elsewhere`);
    expect(await refusal(elsewhere)).toBe(404);
  });
});

describe('a socket is closed', () => {
  it.each([
    ['that does not begin in time', { beginMs: 50 }, [], [4408, 'Connection initialisation timeout']],
    [
      'that begins twice',
      {},
      [{ type: 'connection_init' }, { type: 'connection_init' }],
      [4429, expect.any(String)],
    ],
    ['on which something else is said', {}, ['hello'], [4400, expect.any(String)]],
    ['on which a server’s message is said', {}, [{ type: 'connection_ack' }], [4400, expect.any(String)]],
    ['on which too much is said', {}, ['x'.repeat(1024 * 1024 + 1)], [1009, expect.any(String)]],
  ])('%s', async (_what, options, messages, closed) => {
    const server = await startServer(options);
    const client = open(server);
    await until('the socket', () => client.socket.readyState === client.socket.OPEN);
    for (const message of messages) client.send(message);
    expect(await client.untilClosed()).toEqual(closed);
  });

  it('that speaks another protocol', async () => {
    const server = await startServer();
    expect(await open(server, { protocol: 'graphql-ws' }).untilClosed()).toEqual([1006, '']);
  });

  it('on which one id is used twice', async () => {
    const server = await startServer();
    const client = await begun(server);
    client.subscribe('s', QUERY);
    client.subscribe('s', QUERY);
    expect(await client.untilClosed()).toEqual([4409, expect.any(String)]);
    await until('all to be released', () => server.memory.feeds.size === 0);
  });

  it.each([
    ['in a text, by ws itself', false, [1007, '']],
    ['in bytes, which are no text', true, [4400, 'Invalid message received']],
  ])('on which something is said that is no UTF-8: %s', async (_what, binary, closed) => {
    const server = await startServer();
    const client = await begun(server);
    const mutation = SEND.replace('p1', 'p?');
    const said = Buffer.from(JSON.stringify({ id: 'm', type: 'subscribe', payload: { query: mutation } }));
    said[said.indexOf('?')] = 0xe4;
    client.socket.send(said, { binary });
    expect(await client.untilClosed()).toEqual(closed);
    expect(server.memory.dispatched).toEqual([]);
  });

  it('whose peer does not answer', async () => {
    const server = await startServer({ heartbeatMs: 300 });
    const socket = await rawSocket(server);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(frame({ type: 'connection_init' }));
    socket.write(frame({ id: 's', type: 'subscribe', payload: { query: QUERY } }));
    await until('the subscription', () => server.memory.subscribed.length === 1);
    await closed;
    await until('it to be released', () => server.memory.feeds.size === 0);
  });

  it('not while its peer answers', async () => {
    const server = await startServer({ heartbeatMs: 20 });
    const client = await begun(server);
    let pings = 0;
    client.socket.on('ping', () => (pings += 1));
    await until('some pings', () => pings >= 5);
    expect(await client.ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('an id', () => {
  const ended = (client: SocketClient, id: string) =>
    client.messages.filter((message) => message.id === id).map(({ type }) => type);

  it.each([
    ['a query', '{ __typename }', { __typename: 'Query' }],
    ['a mutation', SEND, { watchParcel: { receipt: { version: 1 } } }],
  ])('is free as soon as its client has completed a subscription: for %s', async (_what, query, data) => {
    const server = await startServer();
    const client = await begun(server);
    for (let round = 1; round <= 20; round += 1) {
      client.subscribe('s', QUERY);
      await until('the subscription', () => server.memory.feeds.size === 1);
      client.send({ id: 's', type: 'complete' });
      client.subscribe('s', query);
      await client.untilResults('s', round);
      await until('the end of it', () => ended(client, 's').length === 2 * round);
      await until('the subscription to be released', () => server.memory.feeds.size === 0);
    }
    expect(ended(client, 's').slice(0, 2)).toEqual(['next', 'complete']);
    expect(
      client.resultsOf('s').every((result) => JSON.stringify(result.data) === JSON.stringify(data)),
    ).toBe(true);
  });

  it('is that of the next subscription, which is told its own updates and does not end with the one before', async () => {
    const server = await startServer();
    const client = await begun(server);
    client.subscribe('s', QUERY);
    await until('the subscription', () => server.memory.feeds.size === 1);
    const [before] = server.memory.feeds;
    client.send({ id: 's', type: 'complete' });
    client.subscribe('s', QUERY);
    await until(
      'the next one',
      () => server.memory.subscribed.length === 2 && server.memory.feeds.size === 1,
    );
    before?.push(update({ version: 2 }));
    const [feed] = server.memory.feeds;
    feed?.push(update({ version: 3 }));
    await client.untilResults('s', 1);
    expect(client.resultsOf('s')).toMatchObject([{ data: { parcelUpdated: { version: 3 } } }]);
    expect(ended(client, 's')).toEqual(['next']);
    client.send({ id: 's', type: 'complete' });
    await until('all to be released', () => server.memory.feeds.size === 0);
  });

  it.each([
    ['the answer of a query', '{ __typename }', ['next', 'complete', 'next', 'complete']],
    ['an error', '{ nothing }', ['error', 'next', 'complete']],
    ['a subscription that did not begin', QUERY, ['next', 'complete', 'next', 'complete']],
  ])('is free as soon as its client has been told that it is over: %s', async (_what, query, types) => {
    const server = await startServer();
    server.memory.answers.subscribe = async () => {
      throw new SlipstreamError('INVALID_TOKEN', 'Not a token.');
    };
    const client = await begun(server);
    client.socket.on('message', (data) => {
      const { type } = JSON.parse(String(data)) as { readonly type: string };
      if (ended(client, 's').filter((each) => each !== 'next').length === 1 && type !== 'next') {
        client.subscribe('s', '{ __typename }');
      }
    });
    client.subscribe('s', query);
    await until('both', () => ended(client, 's').length === types.length);
    expect(ended(client, 's')).toEqual(types);
  });

  it('of a mutation that its client has completed in flight says nothing more, and can be used meanwhile', async () => {
    const server = await startServer();
    let answer = (): void => {};
    server.memory.answers.command = () =>
      new Promise((resolve) => {
        answer = () => resolve({ accepted: true, receipt: receipt({ version: 4 }) });
      });
    const client = await begun(server);
    client.subscribe('m', SEND);
    await until('the command', () => server.memory.dispatched.length === 1);
    client.send({ id: 'm', type: 'complete' });
    client.subscribe('m', '{ __typename }');
    await client.untilResults('m', 1);
    answer();
    await client.ask('{ __typename }');
    expect(client.resultsOf('m')).toEqual([{ data: { __typename: 'Query' } }]);
    expect(ended(client, 'm')).toEqual(['next', 'complete']);
  });
});

describe('a token', () => {
  /** From when it is first shown. */
  const shortLived = (): Authenticate => {
    let expiresAt: number | undefined;
    return async () => trustedCaller('ada', { expiresAt: (expiresAt ??= Date.now() + 1_500) });
  };

  it('takes the socket along when it ends, its subscriptions without a word', async () => {
    const server = await startServer({ authenticate: shortLived() });
    const client = await begun(server);
    client.subscribe('s', QUERY);
    await until('the subscription', () => server.memory.feeds.size === 1);
    expect(await client.untilClosed()).toEqual([4403, 'The token has expired']);
    expect(client.messages.map(({ type }) => type)).toEqual(['connection_ack']);
    expect(server.memory.feeds.size).toBe(0);
  });

  it('lets what was begun with it be answered', async () => {
    const server = await startServer({ authenticate: shortLived() });
    let answer = (): void => {};
    server.memory.answers.command = () =>
      new Promise((resolve) => {
        answer = () => resolve({ accepted: true, receipt: receipt({ version: 4 }) });
      });
    const client = await begun(server);
    client.subscribe('s', QUERY);
    await until('the subscription', () => server.memory.feeds.size === 1);
    client.subscribe('m', SEND);
    await until('the token to end', () => server.memory.feeds.size === 0);
    answer();
    expect(await client.untilClosed()).toEqual([4403, 'The token has expired']);
    expect(client.resultsOf('m')).toMatchObject([{ data: { watchParcel: { receipt: { version: 4 } } } }]);
  });

  it('that ends in years does not end at once', async () => {
    const expiresAt = Date.now() + 100 * 365 * 86_400_000;
    const server = await startServer({ authenticate: async () => trustedCaller('ada', { expiresAt }) });
    const client = await begun(server);
    expect(await client.ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  it('that can not be checked closes the socket for now', async () => {
    const authenticate: Authenticate = async () => {
      throw new SlipstreamError('AUTHENTICATION_UNAVAILABLE', 'No keys.', {
        details: { retryAfterMs: 1500 },
      });
    };
    const server = await startServer({ authenticate });
    const client = open(server);
    void client.begin().catch(() => {});
    expect(await client.untilClosed()).toEqual([1013, 'Tokens can not be checked']);
  });
});

describe('a peer that does not read', () => {
  const KILOBYTES = 10;
  const BULKY = 'subscription { parcelUpdated(id: "p1") { eventTypes } }';
  const bulky = (version: number) => update({ version, eventTypes: ['x'.repeat(KILOBYTES * 1024)] });

  async function deaf(server: TestServer): Promise<Socket> {
    const socket = (await rawSocket(server)).pause();
    socket.write(frame({ type: 'connection_init' }));
    socket.write(frame({ id: 's', type: 'subscribe', payload: { query: BULKY } }));
    await until('the subscription', () => server.memory.feeds.size === 1);
    return socket;
  }

  it('is not buffered for, and is cut off when its time is up', async () => {
    const server = await startServer({ patienceMs: 400, heartbeatMs: 50 });
    const socket = await deaf(server);
    const [feed] = server.memory.feeds;
    for (let version = 1; version <= 5_000; version += 1) feed?.push(bulky(version));
    await until('it to be cut off', () => server.memory.feeds.size === 0);
    // What the system's socket buffers hold, and a little more; far from the 50 MB that wait.
    expect((feed?.taken() ?? 0) * KILOBYTES).toBeLessThan(16 * 1024);
    socket.destroy();
  });

  it('is not listened to for long', async () => {
    const server = await startServer({ patienceMs: 60_000 });
    const socket = (await rawSocket(server)).pause();
    // Each is answered with one just as long. Writing is accepted until the server does not read any more.
    const ping = frame({ type: 'ping', payload: { text: 'x'.repeat(50_000) } });
    const pings = Buffer.concat(Array.from({ length: 20 }, () => ping));
    let megabytes = 0;
    let stuck = 0;
    while (stuck < 50 && megabytes < 100) {
      if (socket.writableNeedDrain) stuck += 1;
      else {
        socket.write(pings);
        megabytes += 1;
        stuck = 0;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect([socket.destroyed, megabytes]).toEqual([false, expect.toSatisfy((sent: number) => sent < 100)]);
    socket.destroy();
  });
});

describe('a server that stops', () => {
  it('closes its sockets without completing anything, and refuses new ones', async () => {
    const server = await startServer();
    const client = await begun(server);
    client.subscribe('s', QUERY);
    await until('the subscription', () => server.memory.feeds.size === 1);
    const closed = server.api.close(10_000);
    expect(await client.untilClosed()).toEqual([1012, 'Service restart']);
    await closed;
    expect(client.messages.map(({ type }) => type)).toEqual(['connection_ack']);
    expect(server.memory.feeds.size).toBe(0);
  });

  it('answers what it has begun, and begins nothing more', async () => {
    const server = await startServer();
    let answer = (): void => {};
    server.memory.answers.command = () =>
      new Promise((resolve) => {
        answer = () => resolve({ accepted: true, receipt: receipt({ version: 4 }) });
      });
    const client = await begun(server);
    client.subscribe('s', QUERY);
    client.subscribe('m', SEND);
    await until('both', () => server.memory.feeds.size === 1 && server.memory.dispatched.length === 1);
    const closed = server.api.close(10_000);
    client.subscribe('late', SEND);
    await until('the subscription to be released', () => server.memory.feeds.size === 0);
    answer();
    expect(await client.untilClosed()).toEqual([1012, 'Service restart']);
    await closed;
    expect(client.messages.slice(1)).toMatchObject([
      { id: 'm', type: 'next', payload: { data: { watchParcel: { receipt: { version: 4 } } } } },
      { id: 'm', type: 'complete' },
    ]);
    expect(server.memory.dispatched).toHaveLength(1);
  });

  it('does not wait for a command that never ends, nor for a peer that does not close', async () => {
    const server = await startServer();
    server.memory.answers.command = () => new Promise(() => {});
    const client = await begun(server);
    client.subscribe('m', SEND);
    const socket = await rawSocket(server);
    await until('the command', () => server.memory.dispatched.length === 1);
    await server.api.close(200);
    expect(await client.untilClosed()).toEqual([1006, '']);
    socket.destroy();
  });
});

describe('a request', () => {
  it('that offers another protocol is answered as if it had not', async () => {
    const server = await startServer();
    const { hostname, port } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port) });
    let text = '';
    socket.on('data', (data) => (text += String(data)));
    const body = JSON.stringify({ query: '{ __typename }' });
    const request =
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\n' +
      `http2-settings: AAMAAABk\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    socket.write(request + body);
    await until('the answer', () => text.includes('{"data":{"__typename":"Query"}}'));
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    text = '';
    socket.write(request);
    socket.write(body);
    await until('the next answer', () => text.includes('{"data":{"__typename":"Query"}}'));
    socket.destroy();
  });
});
