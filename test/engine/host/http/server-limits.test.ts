// Refusals of an operation that asks for too much: the same, in the same words, whichever way it comes in.
import { afterEach, describe, expect, it } from 'vitest';
import { inMemory } from '#engine/testing';
import { modules } from '../../../../src/app/modules.ts';
import { withApiServer, type TestServer } from '../../../support/api-server.ts';
import { openEventStream } from '../../../support/event-stream.ts';
import { shopSchema } from '../../../support/select-all.ts';
import { socketClient, type SocketClient } from '../../../support/socket-client.ts';

const startServer = withApiServer();
const clients: SocketClient[] = [];
afterEach(() => clients.splice(0).forEach(({ socket }) => socket.terminate()));

const names = (count: number) => Array.from({ length: count }, (_, at) => `f${at}: id`).join(' ');
const pages = ['a', 'b', 'c', 'd'].map((name) => `${name}: adminOrders(first: $n) { nodes { ...A } }`);
const costly = `query ($n: Int! = 100) { ${pages.join(' ')} } fragment A on AdminOrder { ${names(290)} }`;
const tooManyNames = `{ adminOrders { nodes { ${names(301)} } } }`;

const asked: [string, string, object][] = [
  ['OPERATION_TOO_COSTLY', costly, { limit: 100_000, counted: 116_000 }],
  ['DOCUMENT_TOO_LARGE', tooManyNames, {}],
  ['DOCUMENT_TOO_LARGE', `{ adminOrders(after: "${'x'.repeat(70_000)}") { nodes { id } } }`, {}],
];

it.each(asked)('%s is said in the same bytes with and without Yoga', async (_code, query) => {
  const { post: send } = await startServer({ schema: shopSchema });
  const textBy = async (type: string) => (await send({ query }, { 'content-type': type })).text();
  expect(await textBy('application/json')).toBe(await textBy('application/json; charset="utf-8"'));
});

type Way = (server: TestServer, query: string) => Promise<unknown>;

const post =
  (accept: string): Way =>
  async ({ post: send }, query) => {
    const response = await send({ query }, { accept });
    return { status: response.status, ...((await response.json()) as object) };
  };

const waysIn: [string, number | undefined, Way][] = [
  ['a POST that takes application/json', 200, post('application/json')],
  ['a POST that takes the newer type', 400, post('application/graphql-response+json')],
  [
    'Server-Sent Events',
    undefined,
    async ({ url }, query) => {
      const stream = await openEventStream(`${url}/graphql`, query);
      await stream.untilResults(1);
      return stream.results[0];
    },
  ],
  [
    'a WebSocket',
    undefined,
    async ({ url }, query) => {
      const client = socketClient(`${url}/graphql`);
      clients.push(client);
      await client.begin();
      return client.ask(query);
    },
  ],
  [
    'the pipeline in memory',
    undefined,
    async (_server, query) => {
      const shop = await inMemory({ modules });
      const answer = await shop.execute(query);
      await shop.close();
      return answer;
    },
  ],
];

describe.each(waysIn)('%s', (_way, status, send) => {
  it.each(asked)('refuses with %s and says what to do', async (code, query, counted) => {
    const server = await startServer({ schema: shopSchema });
    expect(await send(server, query)).toEqual({
      ...(status === undefined ? {} : { status }),
      errors: [{ message: expect.stringMatching(/\. Ask for|\. Send /), extensions: { code, ...counted } }],
    });
    expect(server.logged).toEqual([]);
  });
});

describe('a GET', () => {
  it.each([
    ['application/json', 200],
    ['application/graphql-response+json', 400],
  ])('that takes %s is refused with %i', async (accept, status) => {
    const { url } = await startServer({ schema: shopSchema });
    const response = await fetch(`${url}/graphql?query=${encodeURIComponent(costly)}`, {
      headers: { accept },
    });
    expect([response.status, await response.json()]).toMatchObject([
      status,
      { errors: [{ extensions: { code: 'OPERATION_TOO_COSTLY' } }] },
    ]);
  });
});

it('what asks for less by its variables is answered', async () => {
  const { post: send } = await startServer({ schema: shopSchema });
  const refusedFor = async (n: number) => {
    const text = await (await send({ query: costly, variables: { n } })).text();
    return text.includes('OPERATION_TOO_COSTLY');
  };
  expect([await refusedFor(10), await refusedFor(100), await refusedFor(10)]).toEqual([false, true, false]);
});
