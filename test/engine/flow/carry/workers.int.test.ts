// Rings, sweeps and turns over a real queue that is lost, doubled, paused and killed.
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BELL_QUEUE } from '../../../../src/engine/flow/carry/queue/bell-queue.ts';
import { createDoorbell } from '../../../../src/engine/flow/carry/queue/doorbell.ts';
import { startWorkers, type WorkerOptions } from '../../../../src/engine/flow/carry/queue/start-workers.ts';
import type { LogFields, Logger } from '../../../../src/engine/model/logger.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import { countedTurns, type CountedTurns } from '../../../support/counted-turns.ts';
import { ownFolder, ownRedis, withRedis } from '../../../support/servers.ts';
import { keys } from '../../../support/store-keys.ts';

/** Generous, for a machine that is busy; nothing here waits in vain. */
const soon = { timeout: 20_000 };
const server = withRedis();
const closing: (() => Promise<unknown>)[] = [];
let redis: Redis;

beforeEach(async () => {
  redis = new Redis(server().url);
  await redis.flushall();
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  redis.disconnect();
});

const NEVER_MS = 3_600_000;
/** The queue alone: the first sweep comes at once, the next in an hour. */
const queueOnly = { sweepEveryMs: NEVER_MS, patienceMs: NEVER_MS };

function workersOf(options: Omit<WorkerOptions, 'redisUrl' | 'keys' | 'logger'> & Partial<WorkerOptions>) {
  const workers = startWorkers({ redisUrl: server().url, keys, logger: silentLogger, ...options });
  closing.push(() => workers.close(1000));
  return workers;
}

function bellOf(
  lanes: WorkerOptions['turns']['lanes'],
  redisUrl = server().url,
  logger: Logger = silentLogger,
) {
  const bell = createDoorbell({ redisUrl, keys, lanes, logger });
  closing.push(() => bell.close());
  return bell;
}

const names = ['order', 'customer', 'account'];

describe('a ring', () => {
  test('brings every lane to the head', async () => {
    const turns = countedTurns(names);
    workersOf({ turns, timing: queueOnly });
    const bell = bellOf(turns.lanes);
    await expect.poll(() => turns.isAtHead(), soon).toBe(true);
    for (let n = 0; n < 20; n += 1) {
      turns.append();
      bell.ring();
      await expect.poll(() => turns.isAtHead(), soon).toBe(true);
    }
    expect(turns.most()).toBe(1);
  });

  test('during a turn is not lost: another turn follows', async () => {
    const releases: (() => void)[] = [];
    const turns = countedTurns(['order'], () => new Promise((resolve) => releases.push(() => resolve())));
    workersOf({ turns, timing: queueOnly });
    const bell = bellOf(turns.lanes);
    await expect.poll(() => releases.length, soon).toBe(1);
    turns.append();
    bell.ring();
    // Until the ring is stored behind the one that is worked on.
    await expect.poll(() => redis.exists(`${keys.bellPrefix}:${BELL_QUEUE}:dn:order.0`), soon).toBe(1);
    releases.shift()?.();
    await expect.poll(() => releases.length, soon).toBe(1);
    releases.shift()?.();
    await expect.poll(() => turns.isAtHead(), soon).toBe(true);
  });

  test('a thousand times over many workers is few turns, and leaves nothing behind', async () => {
    const turns = countedTurns(names);
    for (let n = 0; n < 3; n += 1) workersOf({ turns, timing: { sweepEveryMs: 20, patienceMs: 50 } });
    const bells = [bellOf(turns.lanes), bellOf(turns.lanes)];
    for (let n = 0; n < 500; n += 1) {
      turns.append();
      for (const bell of bells) bell.ring();
      if (n % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await expect.poll(() => turns.isAtHead(), soon).toBe(true);
    for (const begun of turns.begun.values()) expect(begun).toBeLessThan(500);
    const jobs = async () => (await redis.keys(`${keys.bellPrefix}:${BELL_QUEUE}:[0-9]*`)).length;
    await expect.poll(jobs, soon).toBe(0);
  });

  test('that reaches a worker which can not serve the lane goes on, some times and not for ever', async () => {
    const superseded = countedTurns(['order'], async () => 'superseded');
    workersOf({ turns: superseded, timing: queueOnly });
    const begun = () => superseded.begun.get('order.0');
    await expect.poll(begun, soon).toBe(11);
    bellOf(superseded.lanes).ring();
    await expect.poll(begun, soon).toBe(22);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(begun()).toBe(22);
  });

  test('that nobody in this version knows the lane of goes on as well', async () => {
    const unaware = countedTurns(['customer']);
    const aware = countedTurns(['order']);
    workersOf({ turns: unaware, timing: queueOnly });
    workersOf({ turns: aware, timing: queueOnly });
    const bell = bellOf(aware.lanes);
    const rings = setInterval(() => bell.ring(), 500);
    await expect.poll(() => aware.isAtHead(), soon).toBe(true);
    clearInterval(rings);
    expect([...unaware.begun.keys()]).not.toContain('order.0');
  });
});

describe('a nudge', () => {
  test('makes every worker go on with the lanes that it holds, between two rings', async () => {
    const gone: string[] = [];
    const nudged = (worker: string) => ({
      ...countedTurns(names),
      goOn: async ({ projection }: { readonly projection: string }) => {
        gone.push(`${worker} ${projection}`);
        return 'atHead' as const;
      },
    });
    const all = ['one', 'two'].map(nudged);
    for (const turns of all) workersOf({ turns, timing: queueOnly });
    const bell = bellOf(names.map((projection) => ({ projection, lane: 0 })));
    const everywhere = ['one', 'two'].flatMap((worker) => names.map((name) => `${worker} ${name}`));
    // A worker hears what is said from the moment on at which it listens.
    await expect.poll(() => (bell.ring(), new Set(gone)), soon).toEqual(new Set(everywhere));
  });

  test('that comes while a lane goes on makes it go on once more, and a failure is left to the ring', async () => {
    const releases: ((error?: Error) => void)[] = [];
    const goOn = () =>
      new Promise<'atHead'>((resolve, reject) => {
        releases.push((error) => (error ? reject(error) : resolve('atHead')));
      });
    const turns = { ...countedTurns(['order']), goOn };
    workersOf({ turns, timing: queueOnly });
    const bell = bellOf(turns.lanes);
    await expect.poll(() => (bell.ring(), releases.length), soon).toBe(1);
    for (let n = 0; n < 5; n += 1) await redis.publish(keys.nudges, '');
    expect(releases).toHaveLength(1);
    releases.shift()?.(new Error('away'));
    await expect.poll(() => releases.length, soon).toBe(1);
    releases.shift()?.();
    turns.append();
    bell.ring();
    await expect.poll(() => turns.isAtHead(), soon).toBe(true);
    releases.shift()?.();
  });
});

test('lanes that stay behind together leave no listeners behind', async () => {
  const warnings: string[] = [];
  const heard = ({ name }: Error): void => void warnings.push(name);
  process.on('warning', heard);
  const many = Array.from({ length: 20 }, (_, index) => `lane${index}`);
  const moved = new Set<string>();
  const goOn: CountedTurns['goOn'] = async ({ projection }, _signal, mayStay) => {
    if (mayStay) return 'stayed';
    moved.add(projection);
    return 'atHead';
  };
  const turns = { ...countedTurns(many), goOn };
  workersOf({ turns, timing: queueOnly });
  const bell = bellOf(turns.lanes);
  await expect.poll(() => (bell.ring(), moved.size), soon).toBe(many.length);
  process.off('warning', heard);
  expect(warnings).toEqual([]);
});

describe('the sweep', () => {
  test('makes up for rings that are lost with the whole of Redis', async () => {
    const turns = countedTurns(names);
    workersOf({ turns, timing: { sweepEveryMs: 50 } });
    await expect.poll(() => turns.isAtHead(), soon).toBe(true);
    for (let n = 0; n < 10; n += 1) {
      turns.append();
      await redis.flushall();
      await expect.poll(() => turns.isAtHead(), soon).toBe(true);
    }
  });

  test('serves the lanes itself while the queue brings nothing, and replaces its worker until that helps', async () => {
    const turns = countedTurns(names);
    const alarms: LogFields[] = [];
    workersOf({
      turns,
      timing: { sweepEveryMs: 20, patienceMs: 40, silentMs: 400 },
      logger: { ...silentLogger, error: (fields) => void alarms.push(fields) },
    });
    await expect.poll(() => turns.isAtHead(), soon).toBe(true);
    const queue = new Queue(BELL_QUEUE, { connection: redis, prefix: keys.bellPrefix });
    await queue.pause();
    const appending = setInterval(() => turns.append(), 100);
    await expect.poll(() => alarms.length, soon).toBeGreaterThan(2);
    clearInterval(appending);
    await expect.poll(() => turns.isAtHead(), soon).toBe(true);
    expect(new Set(alarms.map(({ code }) => code))).toEqual(new Set(['QUEUE_SILENT']));
    await queue.resume();
    await queue.close();
  });

  test('lets what is to replace the live documents be filled', async () => {
    const turns = countedTurns(names);
    workersOf({ turns, timing: { sweepEveryMs: 20 } });
    await expect.poll(() => turns.fills(), soon).toBeGreaterThan(9);
  });
});

describe('a turn that fails', () => {
  test('is tried again, and does not hold up other lanes', async () => {
    let failures = 0;
    const turns = countedTurns(names, async ({ projection }) => {
      if (projection !== 'order' || failures === 3) return;
      failures += 1;
      throw new Error('away');
    });
    workersOf({ turns, timing: queueOnly });
    await expect.poll(() => turns.begun.get('account.0'), soon).toBe(1);
    await expect.poll(() => turns.isAtHead(), soon).toBe(true);
    expect(failures).toBe(3);
    expect(turns.begun.get('order.0')).toBe(4);
    expect(turns.begun.get('account.0')).toBe(1);
  });
});

describe('closing', () => {
  test('lets a turn end between two commits', async () => {
    let ended = false;
    const turns = countedTurns(['order'], async (_lane, signal) => {
      while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
      ended = true;
      return 'interrupted';
    });
    const workers = startWorkers({ redisUrl: server().url, keys, turns, logger: silentLogger });
    await expect.poll(() => turns.begun.size, soon).toBe(1);
    await workers.close(10_000);
    expect(ended).toBe(true);
    const begun = turns.begun.get('order.0');
    bellOf(turns.lanes).ring();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(turns.begun.get('order.0')).toBe(begun);
  });

  test('does not wait longer than it may for one that does not', async () => {
    const turns = countedTurns(['order'], () => new Promise(() => {}));
    const workers = startWorkers({ redisUrl: server().url, keys, turns, logger: silentLogger });
    await expect.poll(() => turns.begun.size, soon).toBe(1);
    await workers.close(100);
  });

  test('comes to its end while Redis is away, or was never there', async () => {
    const own = await ownRedis();
    const turns = countedTurns(names);
    const workers = startWorkers({ redisUrl: own.url, keys, turns, logger: silentLogger });
    const bell = createDoorbell({ redisUrl: own.url, keys, lanes: turns.lanes, logger: silentLogger });
    await expect.poll(() => turns.isAtHead(), soon).toBe(true);
    await own.kill('SIGKILL');
    bell.ring();
    await workers.close(500);
    await bell.close();
    await own.stop();
    const nowhere = 'redis://127.0.0.1:1';
    const lost = startWorkers({ redisUrl: nowhere, keys, turns: countedTurns(names), logger: silentLogger });
    const mute = createDoorbell({ redisUrl: nowhere, keys, lanes: turns.lanes, logger: silentLogger });
    mute.ring();
    await lost.close(500);
    await mute.close();
  });
});

test('Redis killed and back empty: rings are said once to fail, sweeps go on, and the queue is heard again', async () => {
  const dataDir = ownFolder('redis');
  let own = await ownRedis({ dataDir });
  const warnings: string[] = [];
  const logger: Logger = { ...silentLogger, warn: (_fields, message) => void warnings.push(message) };
  const turns = countedTurns(names);
  workersOf({ turns, redisUrl: own.url, timing: { sweepEveryMs: 50, patienceMs: 100 } });
  const bell = bellOf(turns.lanes, own.url, logger);
  await expect.poll(() => turns.isAtHead(), soon).toBe(true);
  bell.ring();
  await own.kill('SIGKILL');
  for (let n = 0; n < 20; n += 1) {
    turns.append();
    bell.ring();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await expect.poll(() => warnings, soon).toEqual(['The doorbell does not reach Redis.']);
  await expect.poll(() => turns.isAtHead(), soon).toBe(true);
  expect(warnings).toHaveLength(1);
  own = await ownRedis({ dataDir, port: own.port });
  closing.unshift(() => own.stop());
  const check = new Redis(own.url);
  // Somebody waits for jobs again.
  const waiting = async () => String(await check.client('LIST').catch(() => '')).includes('cmd=bzpopmin');
  await expect.poll(waiting, soon).toBe(true);
  check.disconnect();
  turns.append();
  bell.ring();
  await expect.poll(() => turns.isAtHead(), soon).toBe(true);
  // A machine that has much else to do may take the Redis that is back for one that is away: said again, in the same words.
  expect(new Set(warnings).size).toBe(1);
});
