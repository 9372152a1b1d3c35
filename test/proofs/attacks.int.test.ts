// One caller who attacks a whole shop twenty times a second, in each of the ways that are known, neither ends an API with a
// heap of 512 MB nor keeps others waiting. Callers show who they are, and the limits are those by default. Folds of long
// streams are tried by costly-folds.
import { SignJWT } from 'jose';
import { beforeAll, expect, it, vi } from 'vitest';
import { attackOn, bearable, neighbourOf, type Attack, type Operation } from '../support/attack.ts';
import { withAttackedApi, type AttackedApi } from '../support/attacked-api.ts';
import { eventually } from '../support/eventually.ts';
import { figures, sized } from '../support/proof.ts';
import { withDatabase, withRedis } from '../support/servers.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const DURATION_MS = sized(300, 30_000);
const isFull = sized(false, true);
const QUIET_MS = sized(200, 5_000);
const PACE = { connections: 1, everyMs: 50 };
const SECRET = 'an-auth-secret-of-at-least-32-chars';
const NEIGHBOUR = '{ order(id: "order-0") { id status } }';

const database = withDatabase();
const redis = withRedis();
const startAttacked = withAttackedApi();
let api: AttackedApi;
const shown = { attacker: '', neighbour: '' };

const times = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ');
const tokenOf = async (sub: string): Promise<string> => {
  const said = { sub, roles: ['operator', 'clerk'], exp: Math.floor(Date.now() / 1000) + 3600 };
  const token = new SignJWT(said).setProtectedHeader({ alg: 'HS256' });
  return `Bearer ${await token.sign(new TextEncoder().encode(SECRET))}`;
};

beforeAll(async () => {
  shown.attacker = await tokenOf('mallory');
  shown.neighbour = await tokenOf('ada');
  const env = {
    ...{ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'fatal', AUTH_JWT_SECRET: SECRET },
    ...{ DATABASE_URL: database().url, REDIS_URL: redis().url, READ_MODEL_REDIS_URL: redis().url },
  };
  api = await startAttacked('test/support/api-process.ts', env);
  await startAttacked('test/support/worker-process.ts', env);
  await fill();
  await eventually('the first order', async () => (await ask(NEIGHBOUR)).includes('CREATED') || undefined);
  // What is slow only at first is no measure of quiet.
  await quiet();
});

async function ask(query: string): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: shown.neighbour };
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
  return response.text();
}

/** A hundred products and orders. */
async function fill(): Promise<void> {
  const inTens = async (count: number, make: (at: number) => string): Promise<void> => {
    for (let from = 0; from < count; from += 10) {
      const answer = await ask(
        `mutation { ${times(10, (at) => `m${at}: ${make(from + at)} { __typename }`)} }`,
      );
      expect(answer).not.toMatch(/"errors"|NotFound|Forbidden|Failed/);
    }
  };
  const price = 'price: { amount: "1.00", currency: "EUR" }';
  const address = 'address: { line1: "1", city: "Berlin", postalCode: "10117", country: "DE" }';
  await inTens(
    10,
    (at) =>
      `registerCustomer(input: { customerId: "customer-${at}", name: "C ${at}", email: "c${at}@example.com", ${address} })`,
  );
  await inTens(
    100,
    (at) =>
      `listProduct(input: { productId: "product-${at}", name: "Red mug ${at}", description: "for tea", category: "mugs", tags: ["a", "b"], ${price} })`,
  );
  await inTens(
    100,
    (at) =>
      `createOrder(input: { orderId: "order-${at}", customerId: "customer-0", items: [{ productId: "product-${at}", quantity: 1 }] })`,
  );
}

const quiet = (): Promise<number> =>
  neighbourOf(api.url, NEIGHBOUR, { forMs: QUIET_MS, authorization: shown.neighbour });

const ids = (count: number) => times(count, (at) => `f${at}:id`);
const names = (count: number) => times(count, (at) => `c${at}:customerName`);

interface Tried extends Operation {
  readonly isSame?: boolean;
  /** `answered` if omitted. */
  readonly expected?: string;
}

const operations: [string, Tried][] = [
  [
    'aliases below lists',
    {
      query: `{ ${times(3, (n) => `a${n}:adminOrders(first:100){nodes{...A}}`)} } fragment A on AdminOrder{${ids(290)}}`,
      isSame: true,
    },
  ],
  [
    'aliases in introspection',
    { query: `{ __schema{types{fields{${times(20, (n) => `n${n}:name`)} type{name}}}} }` },
  ],
  [
    'documents that are never the same',
    { query: `{ ${times(150, (n) => `a${n}:order(id:"order-1"){id}`)} }` },
  ],
  [
    'searches',
    {
      query: `{ ${times(20, (n) => `a${n}:searchProducts(text:"red mug tea ${n}",first:100){nodes{id name}}`)} }`,
      isSame: true,
    },
  ],
  [
    'ranges of analytics',
    {
      query: `{ ${times(5, (n) => `a${n}:salesAnalytics(from:"2016-0${1 + (n % 9)}-01",to:"2016-12-31",granularity:DAY){orders units revenue{amount}}`)} }`,
      isSame: true,
    },
  ],
  [
    'reads that wait',
    {
      query: `{ ${times(100, (n) => `a${n}:product(id:"p${n}",minVersion:9,consistency:{maxWaitMs:5000}){id}`)} }`,
      expected: 'PROJECTION_BEHIND',
      isSame: true,
    },
  ],
  [
    'commands at one stream',
    {
      query: `mutation { ${times(10, (n) => `m${n}:describeProduct(input:{productId:"product-1",name:"n${n}"}){__typename}`)} }`,
      isSame: true,
    },
  ],
  [
    'commands that are refused',
    {
      query: `mutation { ${times(10, (n) => `m${n}:listProduct(input:{productId:"product-${n}",name:"n",description:"",category:"c",price:{amount:"1.00",currency:"EUR"}}){__typename}`)} }`,
      isSame: true,
    },
  ],
];

it.each(operations)('%s', async (scenario, { isSame = false, expected = 'answered', ...operation }) => {
  const attack = { isSame, authorization: shown.attacker };
  const { answers } = await stands(scenario, operation, attack);
  expect(answers).toContain(expected);
});

const request = (body: string, headers: Readonly<Record<string, string>>): string =>
  [
    'POST /graphql HTTP/1.1',
    ...Object.entries({
      ...{ host: 'localhost', 'content-type': 'application/json', 'content-length': String(body.length) },
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n');

it('answers that nobody reads', async () => {
  const query = `{ ${times(2, (n) => `a${n}:adminOrders(first:100){nodes{${names(250)}}}`)} }`;
  const text = request(JSON.stringify({ query }), { authorization: shown.attacker });
  await stands('answers that nobody reads', { query }, { left: { text, readsStatus: false } });
});

it('streams of one document, many and never closed', async () => {
  const query = 'subscription { productUpdated(id: "product-1") { version document { name } } }';
  const headers = { authorization: shown.attacker, accept: 'text/event-stream' };
  const text = request(JSON.stringify({ query }), headers);
  const { answers } = await stands(
    'streams of one document, many and never closed',
    { query },
    { left: { text, readsStatus: true } },
  );
  // Up to the hundred that one caller may have.
  if (isFull) expect(answers).toContain('429');
});

it('bodies of callers who are not known', async () => {
  const text = request(JSON.stringify({ query: 'x'.repeat(1_000_000) }), { authorization: 'Bearer none' });
  const { answers } = await stands(
    'bodies of callers who are not known',
    { query: '' },
    { left: { text, readsStatus: true } },
  );
  expect(answers.filter((status) => status !== '401')).toEqual([]);
});

async function stands(scenario: string, operation: Operation, attack: Partial<Attack>) {
  const before = await quiet();
  const attacked = await attackOn(api.url, operation, {
    ...{ ...PACE, forMs: DURATION_MS, neighbour: NEIGHBOUR, asNeighbour: shown.neighbour },
    ...attack,
  });
  const { p99, answers, sent } = attacked;
  const { heap, rss } = await api.memory();
  figures(scenario, {
    ...{ requests: sent, 'p99 ms quiet': before, 'p99 ms': p99, answers: answers.join(' ') },
    ...{ 'heap MB': heap, 'RSS MB': rss },
  });
  expect(api.isRunning()).toBe(true);
  expect(heap).toBeLessThan(512);
  expect(answers).not.toContain('INTERNAL_SERVER_ERROR');
  if (isFull) expect(p99).toBeLessThanOrEqual(bearable(before));
  return attacked;
}
