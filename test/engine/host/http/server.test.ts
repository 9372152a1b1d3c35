// The API over HTTP: addresses, headers, errors, limits.
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { describe, expect, it } from 'vitest';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { receipt, tokenAt } from '../../../support/memory-services.ts';
import { socketClient } from '../../../support/socket-client.ts';
import { withApiServer, type TestServer } from '../../../support/api-server.ts';
import { trustedCaller } from '../../../support/callers.ts';

const startServer = withApiServer();
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the addresses', () => {
  it('say that the process lives', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/health`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('say which dependency is missing', async () => {
    const dependencies = { postgres: { ok: true }, redis: { ok: false, detail: 'no answer' } };
    const report = { ready: false, degraded: true, dependencies, lanes: [], projections: [] };
    const { url } = await startServer({ ready: async () => report });
    const response = await fetch(`${url}/ready?verbose`);
    expect([response.status, await response.json()]).toEqual([503, report]);
  });

  it('are not ready if the check itself fails', async () => {
    const { url, logged } = await startServer({ ready: () => Promise.reject(new Error('secret')) });
    const response = await fetch(`${url}/ready`);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('secret');
    expect(logged).toHaveLength(1);
  });

  it('give the schema as text', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/schema.graphql`);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toContain('type Parcel implements Document {');
  });

  it('are answered with JSON where there is nothing, and where they are only read', async () => {
    const { url } = await startServer();
    const missing = await fetch(`${url}/graphql/x`);
    expect([missing.status, await missing.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
    const posted = await fetch(`${url}/health`, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const head = await fetch(`${url}/health`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('are taken: starting says so', async () => {
    const { url } = await startServer();
    const port = Number(new URL(url).port);
    await expect(startServer({ settings: { host: '127.0.0.1', port } })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
    });
  });
});

describe('GraphQL', () => {
  it('answers a POST and a GET', async () => {
    const { query, url } = await startServer();
    expect(await query('{ parcel(id: "p1") { id } }')).toEqual({ data: { parcel: null } });
    const got = await fetch(`${url}/graphql?query=${encodeURIComponent('{ __typename }')}`, {
      headers: { accept: 'application/json' },
    });
    expect(await got.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it.each(['APPLICATION/JSON', 'application/json ;charset=utf-8'])('answers a POST of %s', async (type) => {
    const { post } = await startServer();
    const response = await post({ query: '{ __typename }' }, { 'content-type': type });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it.each(['variables', 'extensions'])('says that the %s of a GET are not JSON', async (name) => {
    const { url, logged } = await startServer();
    const response = await fetch(`${url}/graphql?query={__typename}&${name}={`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(logged).toEqual([]);
  });

  it.each(['GET', 'POST'])(
    'is sent the query itself by a client of persisted queries by %s',
    async (method) => {
      const { url, logged } = await startServer();
      const persisted = new PersistedQueryLink({
        sha256: (text) => createHash('sha256').update(text).digest('hex'),
        useGETForHashedQueries: method === 'GET',
      });
      const link = persisted.concat(new HttpLink({ uri: `${url}/graphql` }));
      const client = new ApolloClient({ link, cache: new InMemoryCache() });
      const { data } = await client.query({ query: gql('{ parcel(id: "p1") { id } }') });
      expect(data).toEqual({ parcel: null });
      expect(logged).toEqual([]);
      client.stop();
    },
  );

  it('knows no document by a name unless it is told of some', async () => {
    const { post, url } = await startServer();
    const refused = { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }] };
    expect(await (await post({ documentId: 'a' })).json()).toMatchObject(refused);
    expect(await (await post({ documentId: 'a', query: '{ __typename }' })).json()).toMatchObject(refused);
    expect(await (await fetch(`${url}/graphql?documentId=a`)).json()).toMatchObject(refused);
    const socket = socketClient(`${url}/graphql`);
    await socket.begin();
    socket.send({ id: '1', type: 'subscribe', payload: { documentId: 'a' } });
    await socket.untilResults('1', 1);
    expect(socket.resultsOf('1')).toMatchObject([refused]);
    socket.socket.close();
  });

  it('changes nothing by GET', async () => {
    const { url, memory } = await startServer();
    const source = 'mutation { watchParcel(input: { parcelId: "p" }) { __typename } }';
    const response = await fetch(`${url}/graphql?query=${encodeURIComponent(source)}`);
    expect(response.status).toBe(405);
    expect(memory.dispatched).toEqual([]);
  });

  it('runs none of eleven mutations', async () => {
    const { query, memory } = await startServer();
    const one = (index: number) => `f${index}: watchParcel(input: { parcelId: "p" }) { __typename }`;
    const fields = Array.from({ length: 11 }, (_, index) => one(index)).join(' ');
    const { errors } = await query(`mutation { ...A } fragment A on Mutation { ${fields} }`);
    expect(errors).toMatchObject([{ extensions: { code: 'TOO_MANY_MUTATIONS' } }]);
    expect(memory.dispatched).toEqual([]);
  });

  it.each([
    ['does not parse', { query: '{ parcel(' }, 'GRAPHQL_PARSE_FAILED'],
    ['does not fit the schema', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'has a variable of another type',
      { query: 'query($id: ID!) { parcel(id: $id) { id } }', variables: { id: {} } },
      'BAD_USER_INPUT',
    ],
    ['is nested too deeply', { query: `{ ${'a { '.repeat(6000)}` }, 'DOCUMENT_TOO_LARGE'],
    ['has a value nested too deeply', { query: `{ parcel(id: ${'['.repeat(3000)}` }, 'DOCUMENT_TOO_LARGE'],
    ['is too long', { query: `{ ${'__typename '.repeat(10_000)}}` }, 'DOCUMENT_TOO_LARGE'],
    ['is a list of operations', [{ query: '{ __typename }' }], 'BAD_REQUEST'],
    ['is not JSON', '{', 'BAD_REQUEST'],
  ])('says what is wrong with a request that %s', async (_what, body, code) => {
    const { post } = await startServer();
    const response = await post(body, { accept: 'application/graphql-response+json' });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { errors: [{ extensions: { code } }] },
    ]);
  });

  it.each([
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/graphql',
    '',
  ])('takes no body of type %j', async (type) => {
    const { post, memory } = await startServer();
    const response = await post('query=mutation{watchParcel(input:{parcelId:"p"}){__typename}}', {
      'content-type': type,
    });
    expect([response.status, await response.json()]).toMatchObject([
      415,
      { errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }] },
    ]);
    expect(memory.dispatched).toEqual([]);
  });

  it('takes no body above a megabyte, announced or not', async () => {
    const { post, url } = await startServer();
    const body = JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(1024 * 1024) } });
    expect((await post(body)).status).toBe(413);
    const chunks = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < body.length; at += 65_536)
          controller.enqueue(Buffer.from(body.slice(at, at + 65_536)));
        controller.close();
      },
    });
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: chunks,
      duplex: 'half',
    };
    expect((await fetch(`${url}/graphql`, init as RequestInit)).status).toBe(413);
  });
});

describe('an unexpected error', () => {
  async function failing(): Promise<TestServer> {
    const server = await startServer();
    server.memory.answers.read = async () => {
      throw new TypeError('password is hunter2');
    };
    return server;
  }

  it('is masked, logged once, and found by its id', async () => {
    const { post, logged } = await failing();
    const response = await post({ query: '{ parcel(id: "p1") { id } }' });
    const correlationId = response.headers.get('x-correlation-id');
    const text = await response.text();
    expect(correlationId).toMatch(UUID);
    expect(text).not.toContain('hunter2');
    expect(JSON.parse(text)).toEqual({
      data: { parcel: null },
      errors: [
        {
          message: 'Unexpected error',
          locations: [{ line: 1, column: 3 }],
          path: ['parcel'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId },
        },
      ],
    });
    expect(logged).toEqual([
      expect.objectContaining({ correlationId, path: 'parcel', err: new TypeError('password is hunter2') }),
    ]);
  });

  it('has the id the caller sent, if it may stand in a log', async () => {
    const { query, post } = await failing();
    const { errors } = await query('{ parcel(id: "p1") { id } }', { 'x-correlation-id': 'order-form.7' });
    expect(errors).toMatchObject([{ extensions: { correlationId: 'order-form.7' } }]);
    const odd = await post({ query: '{ __typename }' }, { 'x-correlation-id': 'a b"; drop' });
    expect(odd.headers.get('x-correlation-id')).toMatch(UUID);
  });

  it('is not logged if it is one that clients know', async () => {
    const { query, memory, logged } = await startServer();
    memory.answers.read = async () => {
      throw new SlipstreamError('REBUILDING', 'It is being filled.', { details: { readModel: 'parcel' } });
    };
    expect(await query('{ parcel(id: "p1") { id } }')).toMatchObject({
      errors: [{ message: 'It is being filled.', extensions: { code: 'REBUILDING', readModel: 'parcel' } }],
    });
    expect(logged).toEqual([]);
  });
});

describe('the consistency token', () => {
  it('of the request is the after of reads that name none', async () => {
    const { query, memory } = await startServer();
    const source = '{ a: parcel(id: "a") { id } b: parcel(id: "b", consistency: { after: "own" }) { id } }';
    await query(source, { 'consistency-token': tokenAt(3) });
    expect(memory.reads).toEqual([
      { readModel: 'parcel', id: 'a', after: tokenAt(3), maxWaitMs: 500, ifBehind: 'WRITE_MODEL' },
      { readModel: 'parcel', id: 'b', after: 'own', maxWaitMs: 0, ifBehind: 'ERROR' },
    ]);
  });

  it('of the response is the highest of its writes and reads', async () => {
    const { post, memory } = await startServer();
    memory.answers.command = async () => ({ accepted: true, receipt: receipt({ token: tokenAt(12) }) });
    memory.answers.read = async () => ({ document: null, token: tokenAt(9) });
    const source =
      'mutation { watchParcel(input: { parcelId: "p" }) { ... on WatchParcelPayload { parcel { id } } } }';
    const response = await post({ query: source }, { origin: 'https://shop.example' });
    expect(response.headers.get('consistency-token')).toBe(tokenAt(12));
  });

  it('is given back by a request that neither writes nor reads, and is absent where none is known', async () => {
    const { post } = await startServer();
    const body = { query: '{ __typename }' };
    expect((await post(body)).headers.has('consistency-token')).toBe(false);
    const kept = await post(body, { 'consistency-token': tokenAt(5) });
    expect(kept.headers.get('consistency-token')).toBe(tokenAt(5));
  });
});

describe('a browser at another origin', () => {
  const headers = { origin: 'https://shop.example' };

  it('may call and read the headers if its origin is listed, without cookies', async () => {
    const { url, post } = await startServer({
      settings: {
        host: '127.0.0.1',
        port: 0,
        corsOrigins: ['https://shop.example', 'https://other.example'],
      },
    });
    const response = await post({ query: '{ __typename }' }, headers);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    const preflight = await fetch(`${url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        ...headers,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'consistency-token',
      },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'consistency-token',
    ]);
    const stranger = await post({ query: '{ __typename }' }, { origin: 'https://evil.example' });
    expect(stranger.headers.has('access-control-allow-origin')).toBe(false);
  });

  it.each([[['https://shop.example']], [['https://shop.example', 'https://other.example']]])(
    'may not from a sandbox, whose origin is null, if listed are %j',
    async (corsOrigins) => {
      const { url, post } = await startServer({ settings: { host: '127.0.0.1', port: 0, corsOrigins } });
      const sandbox = { origin: 'null' };
      const response = await post({ query: '{ __typename }' }, sandbox);
      expect(response.headers.has('access-control-allow-origin')).toBe(false);
      // So that nobody is given what was answered to somebody else.
      expect(response.headers.get('vary')?.toLowerCase()).toContain('origin');
      const preflight = await fetch(`${url}/graphql`, {
        method: 'OPTIONS',
        headers: { ...sandbox, 'access-control-request-method': 'POST' },
      });
      expect(preflight.headers.has('access-control-allow-origin')).toBe(false);
    },
  );

  it('may not if none is', async () => {
    const { post } = await startServer();
    const response = await post({ query: '{ __typename }' }, headers);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });
});

it('turns away callers that do not show who they are, before anything runs', async () => {
  const { post, memory } = await startServer({ authenticate: async () => undefined });
  const response = await post({ query: 'mutation { watchParcel(input: { parcelId: "p" }) { __typename } }' });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe('Bearer');
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(memory.dispatched).toEqual([]);
});

it('knows who calls', async () => {
  const { query, memory } = await startServer({
    authenticate: async ({ headers }) => trustedCaller(String(headers['x-user'])),
  });
  await query('mutation { watchParcel(input: { parcelId: "p" }) { __typename } }', { 'x-user': 'ada' });
  expect(memory.dispatched).toMatchObject([{ principal: 'ada' }]);
});

it('tells nothing of itself to a request that can not be', async () => {
  const { url } = await startServer();
  const { port } = new URL(url);
  const answer = await new Promise<string>((resolve, reject) => {
    const sent = request(
      { port, host: '127.0.0.1', path: '/graphql?query={__typename}', headers: { host: 'a b:c%' } },
      (response) => {
        let text = String(response.statusCode);
        response.on('data', (chunk) => (text += String(chunk))).on('end', () => resolve(text));
      },
    );
    sent.on('error', reject).end();
  });
  expect(answer).not.toMatch(/node_modules|at |Error/);
});
