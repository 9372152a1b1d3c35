// Pages of other origins: they may read every answer of the address of GraphQL, whatever it says.
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { withApiServer } from '../../../support/api-server.ts';
import { trustedCaller } from '../../../support/callers.ts';

const startServer = withApiServer();
const ORIGIN = 'https://shop.example';
const settings = { host: '127.0.0.1', port: 0, corsOrigins: [ORIGIN, 'https://other.example'] };
const JSON_BODY = { 'content-type': 'application/json' };
const post = (body: string, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body,
  headers: { ...JSON_BODY, ...headers },
});
const QUERY = JSON.stringify({ query: '{ __typename }' });
const SUBSCRIPTION = JSON.stringify({ query: 'subscription { parcelUpdated(id: "p1") { version } }' });
const STREAM = { accept: 'text/event-stream' };

async function startGuarded() {
  return startServer({
    settings,
    authenticate: async ({ headers: { authorization } }) => {
      if (authorization === 'Bearer later') {
        throw new SlipstreamError('AUTHENTICATION_UNAVAILABLE', 'No keys.', {
          details: { retryAfterMs: 1500 },
        });
      }
      if (authorization === 'Bearer broken') throw new TypeError('a bug');
      return authorization === 'Bearer good' ? trustedCaller('ada') : undefined;
    },
  });
}

describe('a page of a listed origin reads', () => {
  it.each<[string, number, RequestInit, string?]>([
    ['an answer', 200, post(QUERY)],
    ['a stream', 200, post(SUBSCRIPTION, STREAM)],
    ['that it has to show who it is', 401, post(QUERY, { authorization: '' })],
    ['that its token is no good', 401, post(QUERY, { authorization: 'Bearer old' })],
    ['so for a stream', 401, post(SUBSCRIPTION, { ...STREAM, authorization: 'Bearer old' })],
    ['that its token can not be checked', 503, post(QUERY, { authorization: 'Bearer later' })],
    ['that the server is broken', 500, post(QUERY, { authorization: 'Bearer broken' })],
    ['that this is no JSON', 400, post('{')],
    ['that another method is meant', 405, { method: 'PUT', headers: JSON_BODY, body: QUERY }],
    ['that the answer is none of a query', 406, post(SUBSCRIPTION, { accept: 'application/json' })],
    ['that it has sent too much', 413, post(JSON.stringify({ query: 'x'.repeat(1_100_000) }))],
    ['that another body is meant', 415, post('query=x', { 'content-type': 'text/plain' })],
    [
      'that a mutation is not made by a link',
      405,
      {},
      '?query=mutation{watchParcel(input:{parcelId:"p"}){__typename}}',
    ],
  ])('%s: %d', async (_what, status, init, search = '') => {
    const { url } = await startGuarded();
    const abort = new AbortController();
    const headers = { authorization: 'Bearer good', ...(init.headers as object), origin: ORIGIN };
    const response = await fetch(`${url}/graphql${search}`, { ...init, headers, signal: abort.signal });
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(response.headers.get('access-control-expose-headers')?.split(', ')).toEqual(
      expect.arrayContaining(['consistency-token', 'x-correlation-id', 'retry-after', 'www-authenticate']),
    );
    expect(response.headers.get('vary')).toBe('Origin');
    abort.abort();
  });

  it('that the server stops: 503', async () => {
    const { url, api } = await startGuarded();
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    let answer = '';
    socket.on('data', (data) => (answer += String(data)));
    // Who is in the middle of a request is not cut off.
    socket.write(`POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\norigin: ${ORIGIN}\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closed = api.close(5_000);
    socket.write('content-type: application/json\r\ncontent-length: 2\r\n\r\n{}');
    await closed;
    await expect.poll(() => answer).toMatch(/^HTTP\/1.1 503 /);
    expect(answer.toLowerCase()).toContain(`access-control-allow-origin: ${ORIGIN}`);
    expect(answer.toLowerCase()).toContain('retry-after: 1');
  });
});

it.each([
  [401, 'Bearer error="invalid_token"', { authorization: 'Bearer old' }],
  [401, 'Bearer', {}],
])('says by %d and %s whether a token was there', async (status, challenge, headers) => {
  const { url } = await startGuarded();
  const response = await fetch(`${url}/graphql`, post(QUERY, headers));
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([status, challenge]);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
});

it('says when to come back while tokens can not be checked', async () => {
  const { url, memory } = await startGuarded();
  const response = await fetch(`${url}/graphql`, post(QUERY, { authorization: 'Bearer later' }));
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await response.json()).toMatchObject({
    errors: [{ message: 'No keys.', extensions: { code: 'AUTHENTICATION_UNAVAILABLE', retryAfterMs: 1500 } }],
  });
  expect(memory.reads).toEqual([]);
});

it('answers a preflight without a token, to listed origins', async () => {
  const { url } = await startGuarded();
  const ask = (origin: string) =>
    fetch(`${url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  const answer = await ask(ORIGIN);
  expect([answer.status, Object.fromEntries(answer.headers)]).toMatchObject([
    204,
    {
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-max-age': '600',
      vary: 'Origin, Access-Control-Request-Headers',
    },
  ]);
  const stranger = await ask('https://evil.example');
  expect([stranger.status, stranger.headers.get('access-control-allow-origin')]).toEqual([204, null]);
  expect(stranger.headers.get('vary')).toBe('Origin');
});

it('tells caches that answers differ by origin, also where none was sent', async () => {
  const { url } = await startServer({ settings });
  expect((await fetch(`${url}/graphql`, post(QUERY))).headers.get('vary')).toBe('Origin');
  const toNobody = await startServer();
  expect((await toNobody.post({ query: '{ __typename }' })).headers.get('vary')).toBeNull();
});
