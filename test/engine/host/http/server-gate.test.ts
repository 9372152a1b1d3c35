// The server towards browsers and strangers: no page in a frame, nothing kept, nothing by a name that is not ours, and
// of operators' addresses only whether the server is up.
import { request, type IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { STRANGER, type Caller } from '../../../../src/engine/model/caller.ts';
import { consoleRoute } from '../../../../src/engine/host/http/console-route.ts';
import { withApiServer } from '../../../support/api-server.ts';

const startServer = withApiServer();
const at = { host: '127.0.0.1', port: 0 };
const ADA: Caller = { principal: 'ada', roles: [], claims: {} };
const OPERATOR: Caller = { ...ADA, roles: ['operator'] };
const callers = new Map([
  ['Bearer ada', ADA],
  ['Bearer operator', OPERATOR],
]);
const authenticate = async ({ headers: { authorization } }: { readonly headers: IncomingHttpHeaders }) =>
  authorization === undefined ? STRANGER : callers.get(authorization);
const metrics = async () => 'a_metric 1';
const guarded = { authenticate, metrics, settings: at, routes: [consoleRoute('/nowhere')] };

const SHIELD = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

it.each([
  [
    '/graphql',
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ __typename }"}' },
  ],
  ['/graphql?query={__typename}', {}],
  ['/graphql', { method: 'POST', headers: { authorization: 'Bearer nobody' }, body: '{}' }],
  ['/graphql', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' }],
  ['/health', {}],
  ['/ready', {}],
  ['/schema.graphql', {}],
  ['/nothing', {}],
  ['/graphql', { headers: { accept: 'text/html' } }],
] as const)('%s is kept nowhere and shown in no frame: %j', async (path, init) => {
  const { url } = await startServer({ ...guarded, graphiql: { title: 'test', tabs: [] } });
  const response = await fetch(url + path, init);
  await response.text();
  expect(Object.fromEntries(response.headers)).toMatchObject(SHIELD);
});

it('so are streams', async () => {
  const { url } = await startServer();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: 'subscription { parcelUpdated(id: "p1") { id } }' }),
  });
  const headers = Object.fromEntries(response.headers);
  expect(headers).toMatchObject({ ...SHIELD, 'cache-control': 'no-store, no-transform' });
  await response.body?.cancel();
});

describe('addresses of operators', () => {
  const statusAt = async (base: string, path: string, authorization?: string) => {
    const response = await fetch(base + path, {
      headers: authorization === undefined ? {} : { authorization },
    });
    return [response.status, await response.text()] as const;
  };

  it('are nothing to others, who learn whether the server is up', async () => {
    const { url } = await startServer(guarded);
    for (const authorization of [undefined, 'Bearer ada', 'Bearer nobody']) {
      expect(await statusAt(url, '/ready', authorization)).toEqual([200, '{"status":"up"}']);
      for (const path of ['/metrics', '/console', '/console/x.js']) {
        expect((await statusAt(url, path, authorization))[0], path).toBe(404);
      }
    }
    expect((await statusAt(url, '/ready', 'Bearer operator'))[1]).toContain('"dependencies"');
    expect(await statusAt(url, '/metrics', 'Bearer operator')).toEqual([200, 'a_metric 1']);
    expect((await statusAt(url, '/console', 'Bearer operator'))[0]).toBe(503);
  });

  it('are open on a port of their own', async () => {
    const { api } = await startServer({ ...guarded, settings: { ...at, operationsPort: 0 } });
    const url = api.operationsUrl ?? '';
    expect(url).not.toBe(api.url);
    expect((await statusAt(url, '/ready'))[1]).toContain('"dependencies"');
    expect(await statusAt(url, '/metrics')).toEqual([200, 'a_metric 1']);
    expect((await statusAt(url, '/console'))[0]).toBe(503);
  });

  it('are open where nobody has to show who it is', async () => {
    const { url } = await startServer({ metrics });
    expect(await statusAt(url, '/metrics')).toEqual([200, 'a_metric 1']);
    expect((await statusAt(url, '/ready'))[1]).toContain('"dependencies"');
  });
});

describe('the schema, where it is hidden', () => {
  const ask = async (query: string, authorization?: string) => {
    const { post, url } = await startServer({ ...guarded, hidesSchema: true });
    const headers = authorization === undefined ? {} : { authorization };
    const posted = await post({ query }, headers);
    const got = await fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, { headers });
    const texts = [await posted.text(), await got.text()];
    return texts.map((text): unknown => JSON.parse(text));
  };

  it.each(['{ __schema { types { name } } }', '{ ... on Query { t: __type(name: "Parcel") { name } } }'])(
    'is not for strangers: %s',
    async (query) => {
      for (const answer of await ask(query)) {
        expect(answer).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
      }
      for (const answer of await ask(query, 'Bearer ada')) {
        expect(answer).toMatchObject({ data: expect.anything() });
      }
    },
  );

  it('is not told by suggestions', async () => {
    const query = '{ parcell(id: "p1") { id } }';
    for (const answer of await ask(query)) {
      expect(JSON.stringify(answer)).toContain('Cannot query field');
      expect(JSON.stringify(answer)).not.toContain('Did you mean');
    }
    for (const answer of await ask(query, 'Bearer ada'))
      expect(JSON.stringify(answer)).toContain('Did you mean');
  });

  it('is not given as text', async () => {
    const { url } = await startServer({ ...guarded, hidesSchema: true });
    expect((await fetch(`${url}/schema.graphql`)).status).toBe(404);
    const headers = { authorization: 'Bearer ada' };
    expect((await fetch(`${url}/schema.graphql`, { headers })).status).toBe(200);
  });
});

describe('a name', () => {
  const statusBy = (url: string, host: string, upgrade = false) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { host, ...(upgrade ? { connection: 'upgrade', upgrade: 'websocket' } : {}) };
      const asked = request(`${url}${upgrade ? '/graphql' : '/health'}`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject).end();
    });
  const settings = { ...at, allowedHosts: ['shop.test'] };

  it.each([
    ['localhost:4000', 200],
    ['a.localhost', 200],
    ['127.0.0.1:4000', 200],
    ['[::1]:4000', 200],
    ['192.168.1.7:80', 200],
    ['Shop.test:1', 200],
    ['evil.test', 421],
    ['localhost.evil.test', 421],
    ['127.0.0.1.evil.test', 421],
  ])('%s is answered with %i where nobody has to show who it is', async (host, status) => {
    const { url } = await startServer({ settings });
    expect(await statusBy(url, host)).toBe(status);
    expect(await statusBy(url, host)).toBe(status);
    if (status === 421) expect(await statusBy(url, host, true)).toBe(status);
  });

  it('is of no interest where a token is needed', async () => {
    const { url } = await startServer({ settings, authenticate });
    expect(await statusBy(url, 'evil.test')).toBe(200);
  });
});

it('a caller that is not known uploads nothing more', async () => {
  const { url } = await startServer(guarded);
  const status = await new Promise<readonly unknown[]>((resolve, reject) => {
    const headers = { authorization: 'Bearer nobody', 'content-type': 'application/json' };
    const upload = request(`${url}/graphql`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve([response.statusCode, response.headers['connection']]);
    });
    upload.on('error', reject);
    upload.write('{"query":"');
  });
  expect(status).toEqual([401, 'close']);
});
