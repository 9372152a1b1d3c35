// One caller who asks for as much as it can does not end an API with a heap of 512 MB, and those that are refused do not
// slow its neighbour down: each attack goes on for 30 s from four connections, over lists that are always full.
import { connect, type Socket } from 'node:net';
import { beforeAll, expect, it } from 'vitest';
import { attackOn, bearable, neighbourOf, type Operation } from '../support/attack.ts';
import { withAttackedApi, type AttackedApi } from '../support/attacked-api.ts';
import { figures, sized } from '../support/proof.ts';

const DURATION_MS = sized(200, 30_000);
const isFull = sized(false, true);
const CONNECTIONS = 4;
const times = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ');
const ids = (count: number) => times(count, (at) => `f${at}:id`);
const page = (first: string, below: string) => `adminOrders(first:${first}){nodes{${below}}}`;

const refused: [string, Operation][] = [
  ['25 full pages with 3000 aliases', { query: `{ ${times(25, (n) => `a${n}:${page('100', ids(120))}`)} }` }],
  [
    '200 introspections with 1100 aliases',
    {
      query: `{ __schema { ${times(200, (n) => `t${n}:types{fields{${times(5, (m) => `n${m}:name`)}}}`)} } }`,
    },
  ],
  [
    'pages by variables',
    {
      query: `query($n:Int!){ ${times(6, (n) => `a${n}:${page('$n', '...A')}`)} } fragment A on AdminOrder{${ids(290)}}`,
      variables: { n: 100 },
    },
  ],
  [
    'introspection through fragments',
    {
      query: `{ ${times(9, (n) => `a${n}:__schema{types{fields{...A}}}`)} } fragment A on __Field{${times(290, (n) => `f${n}:name`)}}`,
    },
  ],
  [
    'possible types of possible types',
    {
      query: `{ __schema{types{interfaces{possibleTypes{interfaces{possibleTypes{interfaces{possibleTypes{name}}}}}}}} }`,
    },
  ],
  [
    'fragments that double',
    {
      query: `{ ...F0 } ${times(40, (n) => `fragment F${n} on Query{a:__typename b{...F${n + 1}} c{...F${n + 1}}}`)} fragment F40 on Query{id}`,
    },
  ],
  ['one field over and over', { query: `{ ${times(390, () => 'order(id:"x"){id}')} }` }],
  ['names that are not there', { query: `{ ${times(290, (n) => `a${n}:nothing`)} }` }],
  ['a text of 900 kB', { query: `{ order(id:"${'x'.repeat(900_000)}"){id} }` }],
  ['lists in pages', { query: `{ searchProducts(first:100){nodes{${times(60, (n) => `t${n}:tags`)}}} }` }],
];

const admitted: [string, Operation][] = [
  [
    'many large documents',
    { query: `{ ${times(14, (n) => `a${n}:order(id:"x"){...A}`)} } fragment A on Order{${ids(290)}}` },
  ],
  [
    'as many values as may be',
    { query: `{ ${times(3, (n) => `a${n}:${page('100', '...A')}`)} } fragment A on AdminOrder{${ids(290)}}` },
  ],
  [
    'answers that would be too long',
    {
      query: `{ ${times(
        3,
        (n) =>
          `a${n}:${page(
            '100',
            times(90, (m) => `c${m}:customerName`),
          )}`,
      )} }`,
    },
  ],
  [
    'large variables',
    {
      query: `query($n:Int!){${page('$n', 'id')}}`,
      variables: { n: 1, more: 'x'.repeat(900_000) },
    },
  ],
];

const startAttacked = withAttackedApi();
let api: AttackedApi;
let url: string;

beforeAll(async () => {
  api = await startAttacked('test/support/costly-api.ts');
  ({ url } = api);
  // What is slow only at first is no measure of quiet.
  await neighbourOf(url, LITTLE, { forMs: sized(200, 5000) });
});

const LITTLE = '{ order(id: "o") { id } }';

const quiet = (): Promise<number> => neighbourOf(url, LITTLE, { forMs: sized(100, 5000) });

const attack = (operation: Operation, overSockets = false) =>
  attackOn(url, operation, {
    connections: CONNECTIONS,
    forMs: DURATION_MS,
    overSockets,
    neighbour: LITTLE,
  });

async function stands(scenario: string, measured: Record<string, string | number>): Promise<void> {
  const { heap, rss } = await api.memory();
  figures(scenario, { ...measured, 'heap MB': heap, 'RSS MB': rss });
  expect(api.isRunning()).toBe(true);
  expect(heap).toBeLessThan(512);
}

it.each([
  ...refused.map(([scenario, operation]) => [scenario, operation, false] as const),
  ...refused
    .slice(0, 3)
    .map(([scenario, operation]) => [`${scenario}, over WebSockets`, operation, true] as const),
])(
  'refused: %s',
  async (scenario, operation, overSockets) => {
    const before = await quiet();
    const { p99, answers, sent } = await attack(operation, overSockets);
    await stands(scenario, {
      requests: sent,
      'p99 ms quiet': before,
      'p99 ms': p99,
      answers: answers.join(' '),
    });
    expect(answers).not.toContain('answered');
    expect(answers).not.toContain('INTERNAL_SERVER_ERROR');
    if (isFull) expect(p99).toBeLessThanOrEqual(bearable(before));
  },
  60_000,
);

it.each(admitted)(
  'admitted: %s',
  async (scenario, operation) => {
    const { p99, answers, sent } = await attack(operation);
    await stands(scenario, { requests: sent, 'p99 ms': p99, answers: answers.join(' ') });
    expect(answers).not.toContain('INTERNAL_SERVER_ERROR');
  },
  60_000,
);

it('answers that nobody reads', async () => {
  const { port, hostname } = new URL(url);
  const query = `{ ${times(
    2,
    (n) =>
      `a${n}:${page(
        '100',
        times(30, (m) => `c${m}:customerName`),
      )}`,
  )} }`;
  const body = JSON.stringify({ query });
  const head = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  const sockets: Socket[] = [];
  for (let at = 0; at < sized(24, 200); at += 1) {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('error', () => {}).pause();
    socket.write(head + body);
    sockets.push(socket);
  }
  await new Promise((resolve) => setTimeout(resolve, sized(3000, 30_000)));
  const p99 = await quiet();
  await stands('answers that nobody reads', { connections: sockets.length, 'p99 ms': p99 });
  for (const socket of sockets) socket.destroy();
});
