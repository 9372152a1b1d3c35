// API and worker in one process, the worker in a thread: a fold that hangs and one that takes all memory cost the thread.
// The process answers all the while, the lanes go on in the next thread, and Ctrl-C ends both.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { shop } from '../../src/app/system.ts';
import { freePort } from '../../src/dev/local/free-port.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { createRuntime, loadSettings } from '../../src/engine/runtime.ts';
import { eventually } from '../support/eventually.ts';
import { withRoleProcesses } from '../support/role-processes.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { sendCommand } from '../support/send-command.ts';
import { clientOf, untilReady, type Client } from '../support/shop.ts';
import { ENDLESS, INSATIABLE } from '../support/trap-module.ts';

const PATIENCE_MS = 180_000;
const ASK_EVERY_MS = 100;
const HUNG_MS = 5000;
const database = withDatabase();
const redis = withRedis();
const startProgram = withRoleProcesses('test/support/threaded-role.ts');
const startRole = withRoleProcesses('test/support/trapped-role.ts');

const PLAIN = {
  ...{ description: '', category: 'things', tags: [] },
  price: { amount: '1.00', currency: 'EUR' },
};

async function list(client: Client, productId: string): Promise<void> {
  const input = { productId, name: productId, ...PLAIN };
  const { result, errors } = await sendCommand(client, 'listProduct', { input });
  expect([result?.receipt, errors]).toEqual([expect.anything(), []]);
}

async function started(env: Readonly<Record<string, string>>) {
  const [port, workerPort] = [await freePort(), await freePort()];
  const role = startProgram([], {
    ...{ DATABASE_URL: database().url, REDIS_URL: redis().url },
    ...{ PORT: String(port), WORKER_PORT: String(workerPort), ...env },
  });
  const { url } = await role.untilLogged('the API', ({ msg }) => msg === 'API is listening');
  await untilReady(String(url));
  const client = clientOf(String(url));
  const isShown = async (id: string): Promise<true | undefined> => {
    const { data } = await client.ask('query ($id: ID!) { product(id: $id) { name } }', {
      variables: { id },
    });
    return data?.['product'] ? true : undefined;
  };
  return { role, client, isShown, url: String(url), worker: `http://127.0.0.1:${workerPort}` };
}

const residentBytes = (pid: number): number =>
  1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** The longest that an answer took meanwhile, in milliseconds. */
async function longestAnswer(url: string, until: Promise<unknown>): Promise<number> {
  let [longest, isOver] = [0, false];
  const over = (): void => void (isOver = true);
  void until.then(over, over);
  while (!isOver) {
    const began = performance.now();
    expect((await fetch(`${url}/health`)).status).toBe(200);
    longest = Math.max(longest, performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  await until;
  return longest;
}

it.runIf(process.platform === 'linux')(
  'ends the thread of a fold that hangs, and parks its document',
  { timeout: PATIENCE_MS },
  async () => {
    const { role, client, isShown, url, worker } = await started({ HUNG_MS: String(HUNG_MS) });
    await list(client, ENDLESS);
    const parked = role.untilLogged('the document to be parked', ({ code }) => code === 'DOCUMENT_PARKED');
    const longest = await longestAnswer(url, parked);
    // Nobody has waited for as long as the thread was silent, however busy the machine.
    expect(longest).toBeLessThan(HUNG_MS);
    expect(await parked).toMatchObject({ readModel: 'trap', id: ENDLESS, reason: 'FOLD_HANGS' });
    const [hung] = role.log().filter(({ code }) => code === 'THREAD_HUNG');
    expect(hung).toMatchObject({ name: 'all', activity: 'fold', lane: 'trap.0' });
    expect(hung?.['stack']).toContainEqual(expect.stringMatching(/^countTo file:.*trap-module/));
    expect(role.log().filter(({ code }) => code === 'THREAD_ENDED')).toHaveLength(2);

    await list(client, 'behind');
    await eventually('the lanes to go on', () => isShown('behind'));
    // What is measured of the process is in it once, whoever is asked.
    const resident = residentBytes(role.pid);
    for (const at of [url, worker]) {
      const text = await (await fetch(`${at}/metrics`)).text();
      expect(text).toMatch(/^slipstream_projection_lag_seconds_count\{projection="trap"\} [1-9]/m);
      const told = Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
      expect(told).toBeGreaterThan(resident / 1.5);
      expect(told).toBeLessThan(resident * 1.5);
    }
    expect((await fetch(`${worker}/ready`)).status).toBe(200);

    role.signal('SIGINT', 'all');
    expect(await role.ended).toBe(0);
    expect(role.log().filter(({ code }) => code === 'THREAD_ENDED')).toHaveLength(2);
  },
);

it('ends the thread of a fold that takes all memory', { timeout: PATIENCE_MS }, async () => {
  const { role, client, isShown } = await started({ HUNG_MS: '15000', WORKER_HEAP_MB: '128' });
  await list(client, INSATIABLE);
  const parked = await role.untilLogged('it to be parked', ({ code }) => code === 'DOCUMENT_PARKED');
  expect(parked).toMatchObject({ readModel: 'glutton', id: INSATIABLE, reason: 'FOLD_HANGS' });
  expect(role.log().find(({ code }) => code === 'THREAD_OUT_OF_MEMORY')).toMatchObject({
    ...{ name: 'all', activity: 'fold', lane: 'glutton.0', heapMb: 128 },
  });
  await list(client, 'sated');
  await eventually('the lanes to go on', () => isShown('sated'));
  role.signal('SIGTERM');
  expect(await role.ended).toBe(0);
});

it('ends it in processes of the role worker, too', { timeout: PATIENCE_MS }, async () => {
  const servers = { DATABASE_URL: database().url, REDIS_URL: redis().url };
  const workerPort = await freePort();
  const env = { ...servers, WORKER_PORT: String(workerPort), WORKER_HEAP_MB: '128' };
  // The second try need not wait where there is another one to go on with the rest.
  const role = startRole(['worker', '--processes', '2'], env);
  await role.untilLogged('their start', ({ msg }) => msg.startsWith('2 processes run'));
  const runtime = createRuntime(shop, loadSettings(servers), { logger: silentLogger });
  const { bus } = await runtime.commands();
  const input = { productId: 'another', name: INSATIABLE, ...PLAIN };
  const request = { command: 'listProduct', input, principal: 'ada', correlationId: 'glutton' };
  expect(await bus.dispatch(request)).toMatchObject({ accepted: true });
  const parked = await role.untilLogged('it to be parked', ({ code }) => code === 'DOCUMENT_PARKED');
  expect(parked).toMatchObject({ readModel: 'glutton', id: 'another', reason: 'FOLD_HANGS' });
  // The process whose thread has ended is back soon.
  await eventually('both to be ready', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => fetch(`http://127.0.0.1:${workerPort}/ready`)));
    return answers.every(({ status }) => status === 200) || undefined;
  });
  await runtime.close();
  role.signal('SIGTERM');
  expect(await role.ended).toBe(0);
});
