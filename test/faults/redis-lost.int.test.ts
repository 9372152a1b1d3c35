// Redis is killed, comes back empty or with its data, and is emptied while everybody works with it: commands go on, and
// nothing is said not to exist.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunningRedis } from '../../src/dev/local/redis.ts';
import { eventually } from '../support/eventually.ts';
import { expectAllWell, PATIENCE_MS, sceneOf, withObservedApis } from '../support/fault-scene.ts';
import { figures, sized } from '../support/proof.ts';
import { withRedisAt } from '../support/oracle/judge.ts';
import { readLanes, type LaneStand } from '../support/oracle/read-documents.ts';
import { watchReads } from '../support/oracle/watch-reads.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { ownFolder, ownRedis, withDatabase } from '../support/servers.ts';
import { startShopLoad } from '../support/shop-load.ts';
import { withWorkerProcesses } from '../support/worker-processes.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const FLUSHES = sized(2, 20);

const database = withDatabase('test');
const startApi = withObservedApis();
const startWorker = withWorkerProcesses();
const running: RunningRedis[] = [];
afterEach(async () => {
  for (const redis of running.splice(0)) await redis.stop();
});

describe('the Redis of documents and queue', () => {
  it('is killed and comes back empty: commands go on, and nothing is said not to exist', async () => {
    const at = await begin({ persist: false });
    const before = at.load.accepted();
    await at.redis().kill('SIGKILL');
    await at.until('reads that fail', () => at.reads.count('READ_MODEL_UNAVAILABLE') >= 100);
    await at.until('commands without Redis', () => at.load.accepted() >= before + sized(50, 200));
    const without = at.load.accepted() - before;
    // Paused, so that readers meet the empty Redis before the worker does.
    at.worker.pause();
    await at.restart();
    await at.until('reads of nothing', () => at.reads.count('REBUILDING') >= 50);
    const [shown, resumed] = [at.reads.count('document'), performance.now()];
    at.worker.resume();
    await at.until('documents again', () => at.reads.count('document') > shown);
    const refilled = Math.round(performance.now() - resumed);
    await at.end('Redis killed, back empty', {
      'commands without Redis': without,
      'refilled in ms': refilled,
    });
    expect(at.reads.slowest('READ_MODEL_UNAVAILABLE')).toBeLessThan(3000);
  });

  it('is killed and comes back with its data: the documents are where they were', async () => {
    const at = await begin({ persist: true });
    const generations = await at.generations();
    const rebuilding = at.reads.count('REBUILDING');
    let without = 0;
    for (let round = 0; round < 3; round += 1) {
      const before = at.load.accepted();
      const [failed, shown] = [at.reads.count('READ_MODEL_UNAVAILABLE'), at.reads.count('document')];
      await at.redis().kill('SIGKILL');
      await at.until('commands without Redis', () => at.load.accepted() >= before + sized(20, 50));
      await at.until('reads that fail', () => at.reads.count('READ_MODEL_UNAVAILABLE') >= failed + 20);
      without += at.load.accepted() - before;
      await at.restart();
      await at.until('documents again', () => at.reads.count('document') >= shown + 50);
    }
    await at.end('Redis killed, back with its data', { kills: 3, 'commands without Redis': without });
    expect(at.reads.count('REBUILDING')).toBe(rebuilding);
    expect(await at.generations()).toEqual(generations);
  });

  it('is emptied while everybody works with it', async () => {
    const at = await begin({ persist: false });
    for (let flush = 0; flush < FLUSHES; flush += 1) {
      await withRedisAt(at.servers.redisUrl, (redis) => redis.flushall());
      // The second one hits the lanes while they are filled again.
      if (flush % 2 === 0) await sleep(at.random.below(30));
      else {
        const shown = at.reads.count('document');
        await at.until('documents again', () => at.reads.count('document') >= shown + 50);
      }
    }
    await at.end('FLUSHALL live', { flushes: FLUSHES });
    expect(at.reads.count('REBUILDING')).toBeGreaterThan(0);
  });
});

async function begin({ persist }: { readonly persist: boolean }) {
  const random = randomFrom(seedOfRun());
  const options = { dataDir: ownFolder('redis'), persist };
  let redis = await ownRedis(options);
  running.push(redis);
  const servers = { databaseUrl: database().url, redisUrl: redis.url };
  const { services } = await startApi(servers);
  const worker = startWorker(servers);
  await worker.ready;
  const load = await startShopLoad({ commands: services.commands, random: random.fork() });
  const reads = watchReads({ reads: services.reads, receipts: load.orders, random: random.fork() });
  const until = (what: string, isTrue: () => boolean): Promise<true> =>
    eventually(what, () => isTrue() || undefined);
  const lanes = (): Promise<readonly LaneStand[]> =>
    withRedisAt(servers.redisUrl, async (client) => {
      const inRedis = sceneOf(servers).projections.filter(({ store }) => store === 'redis');
      const stands = inRedis.map((of) => readLanes(client, of));
      return (await Promise.all(stands)).flat();
    });
  const areLive = async () => ((await lanes()).every(({ state }) => state === 'live') ? true : undefined);
  await eventually('all lanes to be live', areLive);
  await until('documents', () => reads.count('document') >= 100);
  return {
    random,
    servers,
    worker,
    load,
    reads,
    until,
    redis: () => redis,
    /** With the same address and password. */
    restart: async () => {
      redis = await ownRedis({ ...options, port: redis.port });
      running.push(redis);
    },
    generations: async () => (await lanes()).map(({ generation }) => generation),
    end: async (what: string, measured: Readonly<Record<string, number>>): Promise<void> => {
      await load.stop();
      const { catchUpMs, store } = await expectAllWell(servers, load.ledger.attempts);
      const shown = reads.count('document');
      await until('documents in the end', () => reads.count('document') >= shown + 20);
      await reads.stop();
      expect(reads.faults.slice(0, 10)).toEqual([]);
      expect(load.ledger.count('notDone') + load.ledger.count('unknown')).toBe(0);
      figures(what, {
        seed: random.seed,
        ...measured,
        commands: load.ledger.attempts.length,
        events: store.events.length,
        reads: reads.count('document'),
        unavailable: reads.count('READ_MODEL_UNAVAILABLE'),
        'slowest unavailable ms': reads.slowest('READ_MODEL_UNAVAILABLE'),
        rebuilding: reads.count('REBUILDING'),
        'not yet': reads.count('PROJECTION_BEHIND'),
        'false nulls': reads.count('null'),
        'catch-up ms': catchUpMs,
      });
    },
  };
}
