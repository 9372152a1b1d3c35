// A caller who asks for more than its bucket holds, over each transport; others go on.
import { afterEach, expect, it } from 'vitest';
import type { Authenticate } from '../../../../src/engine/graphql/caller.ts';
import { withApiServer } from '../../../support/api-server.ts';
import { socketClient, type SocketClient } from '../../../support/socket-client.ts';

const startServer = withApiServer();
const sockets: SocketClient[] = [];
afterEach(() => sockets.splice(0).forEach(({ socket }) => socket.terminate()));

const authenticate: Authenticate = async ({ headers: { authorization = 'nobody' } }) => ({
  principal: authorization,
  roles: [],
  claims: {},
});
const settings = { host: '127.0.0.1', port: 0, rateLimit: { perSecond: 0.5, burst: 11 } };
const READ = '{ parcel(id: "p1") { id } }';
const SEND = 'mutation { watchParcel(input: { parcelId: "p1" }) { __typename } }';
const FOLLOW = 'subscription { parcelUpdated(id: "p1") { version } }';
const as = (authorization: string) => ({ headers: { authorization } });

/** What one command costs is all there is. */
const emptied = async () => {
  const server = await startServer({ authenticate, settings });
  const sent = await server.post({ query: SEND }, { authorization: 'ada' });
  expect(sent.status).toBe(200);
  return server;
};

const limited = (cost: number) => ({
  message: 'This caller has asked for more than it may at present. Ask again later, for less, or less often.',
  extensions: {
    code: 'RATE_LIMITED',
    cost,
    perSecond: 0.5,
    burst: 11,
    retryAfterMs: expect.any(Number) as number,
  },
});

it.each([
  ['a read', { query: READ }, {}, 2],
  ['a command', { query: SEND }, {}, 11],
  ['a text that is not known', { query: `${READ} # another` }, {}, 1],
  ['what is no operation', { query: '{' }, {}, 1],
  ['a stream', { query: FOLLOW }, { accept: 'text/event-stream' }, 1],
  ['GraphQL’s own type', { query: SEND }, { accept: 'application/graphql-response+json' }, 11],
])('is answered %s with 429 and when to come back', async (_what, body, headers, cost) => {
  const { post, memory } = await emptied();
  await post({ query: READ }, { authorization: 'grace' });
  const refused = await post(body, { authorization: 'ada', ...headers });
  expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const text = await refused.text();
  if (refused.headers.get('content-type')?.includes('json'))
    expect(JSON.parse(text)).toMatchObject({ errors: [limited(cost)] });
  else expect(text).toContain('RATE_LIMITED');
  expect(memory.dispatched).toHaveLength(1);
  expect(memory.subscribed).toEqual([]);
  expect((await post({ query: READ }, { authorization: 'grace' })).status).toBe(200);
});

it('is limited with GET as well', async () => {
  const { url } = await emptied();
  const refused = await fetch(`${url}/graphql?query=${encodeURIComponent(READ)}`, as('ada'));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.any(String)]);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
});

it('is limited on its sockets too, operation by operation', async () => {
  const server = await emptied();
  const client = socketClient(`${server.url}/graphql`, as('ada'));
  sockets.push(client);
  await client.begin();
  expect(await client.ask(READ)).toMatchObject({ errors: [limited(2)] });
  expect(await client.ask(READ)).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
});

it('is not limited where nobody has to say who it is', async () => {
  const { post } = await startServer({ settings });
  for (let times = 0; times < 5; times += 1) expect((await post({ query: SEND })).status).toBe(200);
});

it('is told what an operation costs if it asks, and what is left', async () => {
  const { post, url } = await startServer({ authenticate, settings });
  const extensions = { cost: true };
  const answer = await post({ query: READ, extensions }, { authorization: 'ada' });
  expect(await answer.json()).toMatchObject({
    data: { parcel: null },
    extensions: { cost: { operation: 2, left: 9, perSecond: 0.5, burst: 11 } },
  });
  expect(await (await post({ query: READ }, { authorization: 'ada' })).json()).not.toHaveProperty(
    'extensions',
  );
  const client = socketClient(`${url}/graphql`, as('grace'));
  sockets.push(client);
  await client.begin();
  expect(await client.ask(READ, { extensions })).toMatchObject({
    extensions: { cost: { operation: 2, left: 9 } },
  });
  const open = await startServer();
  expect(await (await open.post({ query: READ, extensions })).json()).toMatchObject({
    extensions: { cost: { operation: 2 } },
  });
});
