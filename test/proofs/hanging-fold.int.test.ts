// A fold that never ends, two workers and a supervisor that starts ended ones again: the watchdog ends each worker that
// runs into it, by code and log line; after two its document is parked without running the fold again, and the lane goes
// on, also where one of many documents hangs; all other lanes go on all the while. A worker that hangs is gone within the limit after SIGTERM, too.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { modules as shop } from '../../src/app/modules.ts';
import { defineSystem } from '../../src/engine/index.ts';
import { HUNG_EXIT_CODE } from '../../src/engine/flow/carry/watchdog/start-watchdog.ts';
import type { LaneStore } from '../../src/engine/model/documents.ts';
import { laneName, type Lane } from '../../src/engine/model/lane.ts';
import { storeKeys, type StoreKeys } from '../../src/engine/model/store-keys.ts';
import { comparePositions } from '../../src/engine/model/position.ts';
import { createEventReader } from '../../src/engine/flow/accept/event-store/create-event-store.ts';
import { createStoreRecords } from '../../src/engine/flow/accept/event-store/store-records.ts';
import { laneStoreByStore } from '../../src/engine/stores/by-store.ts';
import { createTableLaneStore } from '../../src/engine/stores/postgres/lane-store.ts';
import { connectRedis } from '../../src/engine/stores/redis/connect-redis.ts';
import { laneMarkKeys } from '../../src/engine/stores/redis/lane-health.ts';
import { createLaneStore } from '../../src/engine/stores/redis/lane-store.ts';
import { eventually } from '../support/eventually.ts';
import { openOperator } from '../support/operate.ts';
import { figures, sized } from '../support/proof.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShop, type Shop, type ShopServers } from '../support/shop.ts';
import { ENDLESS, trapModule } from '../support/trap-module.ts';
import { withWorkerProcesses, type WorkerProcess } from '../support/worker-processes.ts';

vi.setConfig({ testTimeout: 180_000 });

const HUNG_MS = sized(3000, 15_000);
/** In the short form nobody tries alone: a machine that is busy takes long to start another worker. */
const limits = sized({ hungMs: HUNG_MS, restMs: 60_000 }, {});
const PARKED_WITHIN_MS = 60_000;
/** The short form runs beside other tests, which take the processors. */
const MOST_LAG_MS = sized(60_000, 5000);
const EVERY_MS = 200;

const database = withDatabase('test');
const redis = withRedis({}, 'test');
const startWorker = withWorkerProcesses('test/support/watched-worker-process.ts', {
  WATCHDOG_LIMITS: JSON.stringify(limits),
});
const modules = [...shop.map((module) => ({ ...module, reactions: [] })), trapModule];

it('parks its document after two workers, and the other lanes go on', async () => {
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  const api = await startShop({ ...servers, modules });
  const workers = supervise(servers, 2);
  try {
    await api.untilReady(await list(api, 'first'));
    const lag = watchLag(servers, await keysIn(servers.databaseUrl));
    const load = listAllTheWhile(api);
    const began = performance.now();
    await list(api, ENDLESS);

    const hung = await workers.nextWithLine('PROCESS_HUNG');
    expect(hung.code).toBe(HUNG_EXIT_CODE);
    expect(hung.line).toMatchObject({ level: 'fatal', activity: 'fold', lane: 'trap.0' });
    expect(hung.line['stack']).toContainEqual(expect.stringMatching(/^countTo file:.*trap-module/));
    const firstEndedMs = performance.now() - began;

    const parked = await workers.lineOf('DOCUMENT_PARKED', PARKED_WITHIN_MS);
    const parkedMs = performance.now() - began;
    expect(parked).toMatchObject({
      ...{ level: 'error', readModel: 'trap', id: ENDLESS, type: 'ProductListed', reason: 'FOLD_HANGS' },
      position: hung.line['position'],
    });
    // Its own lane goes on behind it.
    const token = await list(api, 'behind');
    const readTrap = (id: string) => ({ readModel: 'trap', id, after: token }) as const;
    await eventually('the lane of the trap to go on', () => read(api, readTrap('behind')));
    await expect(read(api, { ...readTrap(ENDLESS), ifBehind: 'WRITE_MODEL' })).rejects.toMatchObject({
      code: 'DOCUMENT_PARKED',
    });

    // For a while nothing ends any more, and nothing lags.
    await eventually('the second to be gone', () => (workers.ended() < 2 ? undefined : true));
    await sleep(sized(1000, 20_000));
    const ended = workers.ended();
    await load.stop();
    const worst = await lag.stop();
    expect(ended).toBe(2);
    const [[name, worstMs] = ['', 0]] = [...worst]
      .filter(([lane]) => lane !== 'trap.0')
      .sort((a, b) => b[1] - a[1]);
    expect(worstMs).toBeLessThanOrEqual(MOST_LAG_MS);

    const stopMs = await workers.stop();
    figures('a fold that never ends, two workers', {
      'silence allowed (ms)': HUNG_MS,
      'first worker ended after (ms)': Math.round(firstEndedMs),
      'document parked after (ms)': Math.round(parkedMs),
      'workers ended': ended,
      'events meanwhile': load.count(),
      'greatest lag of another lane (ms)': `${Math.round(worstMs)} (${name})`,
      'healthy workers gone after SIGTERM (ms)': Math.round(stopMs),
    });
  } finally {
    workers.giveUp();
    await api.close();
  }
});

it('parks one document of the many that an event is routed to, and is folded into the others', async () => {
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  const api = await startShop({ ...servers, modules });
  const workers = supervise(servers, 2);
  const operator = await openOperator(servers, modules);
  try {
    await api.untilReady(await list(api, 'first', { tags: ['deep', 'flat'] }));
    const began = performance.now();
    await list(api, 'deep', { tags: ['deep', 'flat', 'high'] });

    const parked = await workers.lineOf('DOCUMENT_PARKED', PARKED_WITHIN_MS);
    const parkedMs = performance.now() - began;
    expect(parked).toMatchObject({ readModel: 'trapTag', id: 'deep', reason: 'FOLD_HANGS', parked: 1 });
    const token = await list(api, 'behind', { tags: ['deep', 'flat'] });
    const readTag = (id: string) => read(api, { readModel: 'trapTag', id, after: token });
    expect(await eventually('the lane of the trap to go on', () => readTag('flat'))).toEqual({ count: 3 });
    expect(await readTag('high')).toEqual({ count: 1 });
    await expect(readTag('deep')).rejects.toMatchObject({ code: 'DOCUMENT_PARKED' });

    // The first worker did not know yet which document it was; the second one said so.
    await eventually('the second to be gone', () => (workers.ended() < 2 ? undefined : true));
    const hung = workers.linesOf('PROCESS_HUNG');
    expect(hung[0]).toMatchObject({ lane: 'trapTag.0', position: parked['position'] });
    expect(hung.at(-1)).toMatchObject({ lane: 'trapTag.0', document: 'deep' });
    const ended = workers.ended();

    // By the same code nothing is run again that hangs; what an operator skips is passed over.
    expect(await operator.do('redriveDeadLetter', { id: 'trapTag/deep' })).toMatchObject({
      result: { stillParked: ['trapTag/deep'] },
    });
    expect(await operator.do('discardDeadLetter', { id: 'trapTag/deep' })).toMatchObject({
      result: { redriven: ['trapTag/deep'] },
    });
    expect(await readTag('deep')).toEqual({ count: 2 });
    expect(workers.ended()).toBe(ended);
    figures('a fold that never ends for one document of three', {
      'silence allowed (ms)': HUNG_MS,
      'document parked after (ms)': Math.round(parkedMs),
      'workers ended': workers.ended(),
    });
    await workers.stop();
  } finally {
    workers.giveUp();
    await operator.close();
    await api.close();
  }
});

it('does not keep a worker from ending after SIGTERM', async () => {
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  const api = await startShop({ ...servers, modules });
  try {
    const worker = startWorker(servers);
    await worker.ready;
    await api.untilReady(await list(api, 'first'));
    await list(api, ENDLESS);
    await eventually('the worker to hang', () => isSuspect(servers));
    const began = performance.now();
    worker.terminate();
    const code = await worker.ended;
    const goneMs = performance.now() - began;
    expect(code).toBe(HUNG_EXIT_CODE);
    expect(goneMs).toBeLessThan(HUNG_MS + 3000);
    figures('SIGTERM to a worker that hangs', { 'gone after (ms)': Math.round(goneMs) });
  } finally {
    await api.close();
  }
});

/** Lists a product; the token of that. */
async function list(
  { api }: Shop,
  name: string,
  { productId = name, tags = [] }: { readonly productId?: string; readonly tags?: readonly string[] } = {},
): Promise<string> {
  const price = { amount: '1.00', currency: 'EUR' };
  const outcome = await api.services.commands.dispatch({
    command: 'listProduct',
    input: { productId, name, description: '', category: 'things', price, tags },
    principal: 'ada',
    correlationId: 'proof',
  });
  if (!outcome.accepted) throw new Error(outcome.rejection.message);
  return outcome.receipt.token;
}

function listAllTheWhile(shop: Shop) {
  let isRunning = true;
  let count = 0;
  const running = (async () => {
    for (; isRunning; await sleep(EVERY_MS)) {
      await list(shop, 'more', { productId: `more-${count}` });
      count += 1;
    }
  })();
  return {
    count: () => count,
    stop: () => {
      isRunning = false;
      return running;
    },
  };
}

interface TrapRead {
  readonly readModel: 'trap' | 'trapTag';
  readonly id: string;
  readonly after: string;
  readonly ifBehind?: 'WRITE_MODEL';
}

async function read({ api }: Shop, request: TrapRead): Promise<unknown> {
  const { document } = await api.services.reads.read({ maxWaitMs: 1000, ifBehind: 'ERROR', ...request });
  return document?.body;
}

async function isSuspect({ databaseUrl, redisUrl }: ShopServers): Promise<true | undefined> {
  const of = await keysIn(databaseUrl);
  const connection = connectRedis({ url: redisUrl, role: 'worker' });
  const keys = laneMarkKeys(of, [{ projection: 'trap', lane: 0 }])['trap.0'];
  const mark = await connection.get(keys?.suspect ?? '');
  connection.disconnect();
  return mark === null ? undefined : true;
}

interface Ended {
  readonly code: number | string;
  readonly line: Readonly<Record<string, unknown>>;
}

function linesIn(log: string, code: string): readonly Ended['line'][] {
  const texts = log.split('\n').filter((line) => line.includes(`"code":"${code}"`));
  return texts.map((text) => JSON.parse(text));
}

/** Starts workers, and others in the place of those that end. */
function supervise(servers: ShopServers, count: number) {
  const all: WorkerProcess[] = [];
  const codes: (number | string)[] = [];
  let isStopping = false;
  const start = (): void => {
    const worker = startWorker(servers);
    all.push(worker);
    void worker.ended.then((code) => {
      codes.push(code);
      if (!isStopping) start();
    });
  };
  for (let each = 0; each < count; each += 1) start();
  const log = (): string => all.map((worker) => worker.log()).join('');
  return {
    log,
    ended: () => codes.length,
    lineOf: (code: string, withinMs: number): Promise<Ended['line']> =>
      eventually(code, () => linesIn(log(), code)[0], { withinMs }),
    linesOf: (code: string) => linesIn(log(), code),
    nextWithLine: (code: string): Promise<Ended> =>
      eventually(code, () => {
        const [line] = linesIn(log(), code);
        const [ended] = codes;
        return line === undefined || ended === undefined ? undefined : { code: ended, line };
      }),
    giveUp: () => {
      isStopping = true;
    },
    /** How long it takes until all are gone, in milliseconds. */
    stop: async (): Promise<number> => {
      isStopping = true;
      const began = performance.now();
      for (const worker of all) worker.terminate();
      await Promise.all(all.map(({ ended }) => ended));
      return performance.now() - began;
    },
  };
}

/** How far lanes were behind at most, by name: the age of the oldest event that was not folded yet, in milliseconds. */
function watchLag(servers: ShopServers, keys: StoreKeys) {
  const connection = connectRedis({ url: servers.redisUrl, role: 'worker' });
  const database = { databaseUrl: servers.databaseUrl, events: shop.flatMap(({ events }) => events) };
  const tables = createTableLaneStore({ ...database, poolSize: 2, redis: connection, keys });
  const reader = createEventReader({ ...database, poolSize: 1 });
  const { projections, lanes } = defineSystem('hanging', modules);
  const store = laneStoreByStore(projections, {
    redis: createLaneStore({ redis: connection, keys }),
    postgres: tables,
  });
  const worst = new Map<string, number>();
  const heads: { readonly position: string; readonly at: number }[] = [];
  let isRunning = true;
  const running = (async () => {
    for (; isRunning; await sleep(50)) {
      const positions = await Promise.all(lanes.map((lane) => positionOf(store, lane)));
      const now = performance.now();
      lanes.forEach((lane, index) => {
        const behind = heads.find(({ position }) => comparePositions(position, positions[index] ?? '0') > 0);
        const lag = behind === undefined ? 0 : now - behind.at;
        worst.set(laneName(lane), Math.max(lag, worst.get(laneName(lane)) ?? 0));
      });
      const position = await reader.head();
      if (heads.at(-1)?.position !== position) heads.push({ position, at: performance.now() });
    }
  })();
  return {
    stop: async () => {
      isRunning = false;
      await running;
      connection.disconnect();
      await Promise.all([tables.close(), reader.close()]);
      return worst;
    },
  };
}

async function keysIn(databaseUrl: string): Promise<StoreKeys> {
  const records = createStoreRecords({ databaseUrl });
  const { name } = await records.read();
  await records.close();
  return storeKeys(name);
}

async function positionOf(store: LaneStore, lane: Lane): Promise<string> {
  const { live } = await store.state(lane);
  return live ? ((await store.checkpoint(lane, live.id))?.position ?? '0') : '0';
}
