// One caller who asks for as much as it can does not end an API with a heap of 512 MB, and those that are refused do not
// slow its neighbour down: each attack goes on for 30 s from four connections, over lists that are always full.
import { fork, type ChildProcess } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { figures, sized } from '../support/proof.ts';

const DURATION_MS = sized(400, 30_000);
const isFull = sized(false, true);
const CONNECTIONS = 4;
const times = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ');
const ids = (count: number) => times(count, (at) => `f${at}:id`);
const page = (first: string, below: string) => `adminOrders(first:${first}){nodes{${below}}}`;

type Body = (at: number) => { readonly query: string; readonly variables?: object };
const text =
  (make: (at: number) => string): Body =>
  (at) => ({ query: make(at) });

const refused: [string, Body][] = [
  [
    '25 full pages with 3000 aliases',
    text((at) => `{ ${times(25, (n) => `a${n}:${page('100', ids(120))}`)} } #${at}`),
  ],
  [
    '200 introspections with 1100 aliases',
    text(
      (at) =>
        `{ __schema { ${times(200, (n) => `t${n}:types{fields{${times(5, (m) => `n${m}:name`)}}}`)} } } #${at}`,
    ),
  ],
  [
    'pages by variables',
    (at) => ({
      query: `query($n:Int!){ ${times(6, (n) => `a${n}:${page('$n', '...A')}`)} } fragment A on AdminOrder{${ids(290)}} #${at}`,
      variables: { n: 100 },
    }),
  ],
  [
    'introspection through fragments',
    text(
      (at) =>
        `{ ${times(9, (n) => `a${n}:__schema{types{fields{...A}}}`)} } fragment A on __Field{${times(290, (n) => `f${n}:name`)}} #${at}`,
    ),
  ],
  [
    'possible types of possible types',
    text(
      (at) =>
        `{ __schema{types{interfaces{possibleTypes{interfaces{possibleTypes{interfaces{possibleTypes{name}}}}}}}} #${at}\n }`,
    ),
  ],
  [
    'fragments that double',
    text(
      (at) =>
        `{ ...F0 } ${times(40, (n) => `fragment F${n} on Query{a:__typename b{...F${n + 1}} c{...F${n + 1}}}`)} fragment F40 on Query{id} #${at}`,
    ),
  ],
  ['one field over and over', text((at) => `{ ${times(390, () => 'order(id:"x"){id}')} } #${at}`)],
  ['names that are not there', text((at) => `{ ${times(290, (n) => `a${n}:nothing`)} } #${at}`)],
  ['a text of 900 kB', text(() => `{ order(id:"${'x'.repeat(900_000)}"){id} }`)],
  [
    'lists in pages',
    text((at) => `{ searchProducts(first:100){nodes{${times(60, (n) => `t${n}:tags`)}}} } #${at}`),
  ],
];

const admitted: [string, Body][] = [
  [
    'many large documents',
    text(
      (at) => `{ ${times(14, (n) => `a${n}:order(id:"x"){...A}`)} } fragment A on Order{${ids(290)}} #${at}`,
    ),
  ],
  [
    'as many values as may be',
    text(
      (at) =>
        `{ ${times(3, (n) => `a${n}:${page('100', '...A')}`)} } fragment A on AdminOrder{${ids(290)}} #${at}`,
    ),
  ],
  [
    'answers that would be too long',
    text(
      (at) =>
        `{ ${times(
          3,
          (n) =>
            `a${n}:${page(
              '100',
              times(90, (m) => `c${m}:customerName`),
            )}`,
        )} } #${at}`,
    ),
  ],
  [
    'large variables',
    (at) => ({
      query: `query($n:Int!){${page('$n', 'id')}} #${at}`,
      variables: { n: 1, more: 'x'.repeat(900_000) },
    }),
  ],
];

let api: ChildProcess;
let url: string;

beforeAll(async () => {
  api = fork('test/support/costly-api.ts', {
    execArgv: ['--max-old-space-size=512', '--conditions=source', '--import', 'tsx'],
  });
  const [said] = (await once(api, 'message')) as [{ url: string }];
  ({ url } = said);
});
afterAll(() => api.kill());

async function memory(): Promise<{ readonly heap: number; readonly rss: number }> {
  const told = once(api, 'message');
  api.send('memory');
  const [used] = (await told) as [{ heap: number; rss: number }];
  return { heap: Math.round(used.heap / 2 ** 20), rss: Math.round(used.rss / 2 ** 20) };
}

async function post(body: string): Promise<string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
  return response.text();
}

/** The 99th of a hundred answers to somebody who asks for little, in milliseconds. */
async function neighbour(until: number): Promise<number> {
  const took: number[] = [];
  const body = JSON.stringify({ query: '{ order(id: "o") { id } }' });
  while (performance.now() < until) {
    const began = performance.now();
    expect(await post(body)).toContain('"order":null');
    took.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  took.sort((a, b) => a - b);
  return Math.round((took[Math.floor(took.length * 0.99)] ?? 0) * 10) / 10;
}

async function attack(
  make: Body,
): Promise<{ readonly p99: number; readonly answers: ReadonlySet<string>; readonly sent: number }> {
  const until = performance.now() + DURATION_MS;
  const answers = new Set<string>();
  let sent = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < until) {
      sent += 1;
      const answer = await post(JSON.stringify(make(sent)));
      answers.add(/"code":"(\w+)"/.exec(answer.slice(0, 20_000))?.[1] ?? 'answered');
    }
  };
  const [p99] = await Promise.all([neighbour(until), ...Array.from({ length: CONNECTIONS }, one)]);
  return { p99, answers, sent };
}

async function quiet(): Promise<number> {
  return neighbour(performance.now() + sized(400, 5000));
}

async function stands(scenario: string, measured: Record<string, string | number>): Promise<void> {
  const { heap, rss } = await memory();
  figures(scenario, { ...measured, 'heap MB': heap, 'RSS MB': rss });
  expect(api.exitCode).toBeNull();
  expect(heap).toBeLessThan(512);
}

it.each(refused)(
  'refused: %s',
  async (scenario, make) => {
    const before = await quiet();
    const { p99, answers, sent } = await attack(make);
    await stands(scenario, {
      requests: sent,
      'p99 ms quiet': before,
      'p99 ms': p99,
      answers: [...answers].join(' '),
    });
    expect(answers).not.toContain('answered');
    expect(answers).not.toContain('INTERNAL_SERVER_ERROR');
    if (isFull) expect(p99).toBeLessThanOrEqual(3 * before);
  },
  60_000,
);

it.each(admitted)(
  'admitted: %s',
  async (scenario, make) => {
    const { p99, answers, sent } = await attack(make);
    await stands(scenario, { requests: sent, 'p99 ms': p99, answers: [...answers].join(' ') });
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
