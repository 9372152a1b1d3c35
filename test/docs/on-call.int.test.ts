// The runbook, followed literally on a shop that has these troubles: its commands lead from each of them to a system that
// wants nobody, and every command of the page is run.
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { modules as all } from '../../src/app/modules.ts';
import { defineSystem } from '../../src/engine/definitions/define-system.ts';
import { brokenOrders } from '../support/broken-orders.ts';
import { commandLineHere } from '../support/command-line-here.ts';
import { eventually } from '../support/eventually.ts';
import type { Ended } from '../support/run-cli.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { clientOf, startShop, untilReady, type Shop } from '../support/shop.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const page = readFileSync('docs/on-call.md', 'utf8');
const listed = new Set([...page.matchAll(/`npm run cli -- ([^`]+)`/g)].map(([, line = '']) => line));
const run = new Set<string>();

const database = withDatabase();
const redis = withRedis();
const { modules, broken } = brokenOrders();
/** What an operator has at hand: mended code. */
const mended = defineSystem(
  'test',
  all.map((module) => ({ ...module, reactions: [] })),
);
const values = new Map([
  ['<projection>', 'order'],
  ['<readModel>', 'order'],
  ['<id>', 'p1'],
  ['<document>', 'order/p1'],
]);
let shop: Shop;

/** A line of the page, with what its placeholders stand for. */
async function cli(line: string, given: Readonly<Record<string, string>> = {}): Promise<Ended> {
  expect([...listed]).toContain(line);
  run.add(line);
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  const args = words.map((word) => given[word] ?? values.get(word) ?? word.replaceAll('"', ''));
  return commandLineHere(mended, shop, args);
}

/** By its words where it never is. */
const untilItEndsWith = (code: number, line: string, given?: Readonly<Record<string, string>>) =>
  eventually(
    `${line} to end with ${code}`,
    async () => {
      const end = await cli(line, given);
      if (end.code === code) return end;
      throw new Error(`${end.code}: ${end.out}${end.err}`);
    },
    { everyMs: 100 },
  );

async function send(command: string, input: Readonly<Record<string, unknown>>): Promise<string> {
  const request = { command, input, principal: 'ada', correlationId: 'on-call' };
  const outcome = await shop.api.services.commands.dispatch(request);
  if (!outcome.accepted) throw new Error(`${command} was refused: ${outcome.rejection.message}`);
  return outcome.receipt.commandId;
}

async function createOrders(ids: readonly string[]): Promise<void> {
  const items = [{ productId: 'product-6', quantity: 1 }];
  await Promise.all(ids.map((orderId) => send('createOrder', { orderId, customerId: 'customer-1', items })));
}

const cancelOrders = (ids: readonly string[]) =>
  Promise.all(ids.map((orderId) => send('cancelOrder', { orderId, reason: 'late' })));

async function inRedis(...command: readonly [string, ...string[]]): Promise<void> {
  const client = new Redis(redis().url);
  const [name, ...args] = command;
  await client.call(name, ...args);
  client.disconnect();
}

beforeAll(async () => {
  shop = await startShop({ databaseUrl: database().url, redisUrl: redis().url, modules });
  await shop.startWorker();
  await shop.seed();
  await createOrders(['p1', 'p2', 'p3']);
  await untilItEndsWith(0, 'status');
});
afterAll(() => shop.close());

test('a shop that is well: nothing wants anybody', async () => {
  expect(await cli('doctor')).toMatchObject({ code: 0 });
  expect(await cli('parked')).toMatchObject({ code: 0, out: 'Nothing is parked.\n' });
  expect(await cli('plan')).toMatchObject({ code: 0 });
  expect(await cli('explain <readModel> <id>')).toMatchObject({ code: 0 });
});

test('parked documents: parked, try, redrive, skip', async () => {
  ['p1', 'p2', 'p3'].forEach((id) => broken.add(id));
  await cancelOrders(['p1', 'p2', 'p3']);
  await untilItEndsWith(1, 'status');
  const { out } = await untilItEndsWith(1, 'parked');
  const [, group = ''] = /--group (\S+)/.exec(out) ?? [];
  const ready = await eventually('the API to say so', async () => {
    const response = await fetch(`${shop.api.url}/ready`);
    const report = await response.text();
    return report.includes('"parked":3') ? { status: response.status, report } : undefined;
  });
  expect(ready.status).toBe(200);
  expect(JSON.parse(ready.report)).toMatchObject({
    degraded: true,
    projections: [{ projection: 'order', state: 'LIVE', lanes: ['order.0'], parked: 3 }],
  });
  expect(ready.report).not.toContain('p1');
  expect(await cli('explain <readModel> <id>')).toMatchObject({ code: 1, err: 'It is parked.\n' });
  const tried = await cli('try <document>');
  expect(tried).toMatchObject({ code: 0 });
  expect(tried.out).toContain('CANCELLED');
  const skip = 'skip <document> --reason "typed by hand"';
  expect(await cli(skip, { '<document>': 'order/p3' })).toMatchObject({ code: 0 });
  broken.clear();
  expect(await cli('redrive <document>')).toMatchObject({ code: 0, out: 'order/p1 is mended.\n' });
  const rest = await cli('redrive --group <group> --first 1000', { '<group>': group });
  expect(rest).toMatchObject({ code: 0, out: 'order/p2 is mended.\n' });
  expect(await cli('parked')).toMatchObject({ code: 0 });
  await untilItEndsWith(0, 'status');
  expect((await cli('audit')).out).toMatch(/discardDeadLetter .*\(typed by hand\)/);
});

test('too many parked at once: the breaker pauses, mended code is resumed', async () => {
  const many = Array.from({ length: 150 }, (_, index) => `m${index}`);
  await createOrders(many);
  await untilItEndsWith(0, 'status');
  many.forEach((id) => broken.add(id));
  await cancelOrders(many);
  const { out } = await eventually('the breaker', async () => {
    const end = await cli('status');
    return /paused by breaker at/.test(end.out) ? end : undefined;
  });
  expect(out).toMatch(/order: paused by breaker at .*Z: Too many documents would be parked at once/);
  broken.clear();
  expect(await cli('resume <projection>')).toMatchObject({ code: 0 });
  // What a unit of work before the breaker has parked.
  const parked = await cli('parked');
  const [, group] = /--group (\S+)/.exec(parked.out) ?? [];
  if (group !== undefined) {
    await untilItEndsWith(0, 'redrive --group <group> --first 1000', { '<group>': group });
  }
  await untilItEndsWith(0, 'status');
  expect(await cli('parked')).toMatchObject({ code: 0 });
});

test('no worker: status and doctor say so until one is started', async () => {
  await shop.stopWorker();
  expect((await untilItEndsWith(1, 'status')).out).toContain('No worker is there');
  const { data } = await clientOf(shop.api.url).ask('{ operations { wants } }');
  expect(data).toEqual({ operations: { wants: [expect.stringMatching(/^No worker is there/)] } });
  await createOrders(['w1']);
  await eventually('the API to say what is unserved', async () => {
    const response = await fetch(`${shop.api.url}/ready`);
    return (await response.text()).includes('{"projection":"order","state":"UNSERVED","lanes":["order.0"]');
  });
  expect((await cli('doctor')).out).toMatch(/^bad +workers +none is there/m);
  await shop.startWorker();
  await untilItEndsWith(0, 'status');
  await untilItEndsWith(0, 'doctor');
});

test('a Redis that evicts: doctor names the setting until the policy is set', async () => {
  await inRedis('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
  expect((await cli('doctor')).out).toMatch(/^bad +REDIS_URL policy/m);
  expect(await cli('status')).toMatchObject({
    code: 1,
    out: expect.stringContaining('allkeys-lru') as string,
  });
  await inRedis('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  expect((await cli('doctor')).out).toMatch(/^ok +REDIS_URL policy/m);
});

test('a read model that is doubted: rebuilt, compared, switched, and back', async () => {
  expect(await cli('rebuild <projection> --wait')).toMatchObject({ code: 0 });
  expect(await cli('undo <projection>')).toMatchObject({ code: 0 });
  // Nothing waits for approval, and nothing is under way once it is switched back.
  await untilItEndsWith(0, 'status');
  expect((await cli('switch <projection>')).code).toBe(2);
  await untilItEndsWith(2, 'abort <projection>');
});

test('one command: what became of it', async () => {
  const id = await send('registerCustomer', {
    ...{ customerId: 'on-call', name: 'Olga', email: 'olga@shop.example' },
  });
  const end = await cli('command <id>', { '<id>': id });
  expect(end.code).toBe(0);
  expect(end.out).toContain('registerCustomer');
});

describe('servers that were lost', () => {
  const untilFilled = async (): Promise<void> => {
    await eventually('all read models to be filled', async () => {
      const { code, out } = await cli('status');
      if (code === 0 && !/^\w+ +FILLING/m.test(out)) return out;
      throw new Error(out);
    });
    await untilReady(shop.api.url);
  };

  test('an empty Redis: workers fill by themselves', async () => {
    await inRedis('FLUSHALL');
    await untilFilled();
    await untilItEndsWith(0, 'doctor');
    const { data } = await shop.ask('{ order(id: "p1") { status } }');
    expect(data).toEqual({ order: { status: 'CANCELLED' } });
  });

  test('a restored database: the incarnation is renewed, and read models are filled anew', async () => {
    expect(await cli('restored')).toMatchObject({ code: 0 });
    await untilFilled();
    expect((await untilItEndsWith(0, 'doctor')).out).toMatch(/^ok +store .*renewed at/m);
  });
});

test('every command of the page was run', () => {
  expect([...listed].filter((line) => !run.has(line))).toEqual([]);
  expect(listed.size).toBeGreaterThan(15);
});

test('each entry says what it means, who notices, what to look at, what to do, and when it is over', () => {
  const [, ...entries] = page.split(/^## /m);
  const parts = ['- **Means**', '- **Who notices**: ', '- **Look at**: ', '- **Do**:', '- **Over** when '];
  const lacking = entries.flatMap((entry) =>
    parts.filter((part) => !entry.includes(part)).map((part) => `${entry.split('\n')[0]}: ${part}`),
  );
  expect(lacking).toEqual([]);
});
