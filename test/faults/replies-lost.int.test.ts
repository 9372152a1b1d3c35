// Replies of Redis are lost and writes come late: each is written once, or refused.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { expectAllWell, PATIENCE_MS, withObservedApis } from '../support/fault-scene.ts';
import { figures, sized } from '../support/proof.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShopLoad } from '../support/shop-load.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { watchCommits, type CommitWatch } from '../support/watch-commits.ts';
import { withWorkerProcesses } from '../support/worker-processes.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const REPEATED = sized(2, 20);
const FENCED = sized(1, 10);
const LATE_MS = 1000;

const database = withDatabase('test');
const redis = withRedis({}, 'test');
const startApi = withObservedApis();
const startWorker = withWorkerProcesses();

/** Between a worker and the Redis of the documents. */
let proxy: TcpProxy;
let watch: CommitWatch;
beforeEach(async () => {
  proxy = await startTcpProxy({ port: redis().port });
  watch = await watchCommits(redis().url);
});
afterEach(async () => {
  watch.end();
  await proxy.stop();
});

const serversBehindProxy = () => {
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  return { servers, behindProxy: { ...servers, readModelRedisUrl: proxy.through(redis().url) } };
};

describe('what a worker writes', () => {
  it('is written once though the reply is lost and the script is sent again', async () => {
    const random = randomFrom(seedOfRun());
    const { servers, behindProxy } = serversBehindProxy();
    const { services } = await startApi(servers);
    await startWorker(behindProxy).ready;
    const load = await startShopLoad({ commands: services.commands, random: random.fork() });

    let losses = 0;
    while (watch.figures().repeated < REPEATED) {
      losses += 1;
      expect(losses).toBeLessThan(300);
      const before = watch.figures().commits;
      await eventually('commits', () => watch.figures().commits > before || undefined, { everyMs: 2 });
      proxy.blackHole('replies');
      // Often one more is written, and the worker is not told; sometimes it is another reply that is lost.
      await sleep(random.below(40));
      proxy.open();
      proxy.reset();
    }
    await load.stop();

    const { store, catchUpMs } = await expectAllWell(servers, load.ledger.attempts);
    const { commits, repeated, fenced } = watch.figures();
    figures('replies of Redis lost', {
      seed: random.seed,
      losses,
      commits,
      repeated,
      fenced,
      events: store.events.length,
      'catch-up ms': catchUpMs,
    });
  });

  it('is refused when it comes so late that another worker was first', async () => {
    const random = randomFrom(seedOfRun());
    const { servers, behindProxy } = serversBehindProxy();
    const { services } = await startApi(servers);
    await Promise.all([startWorker(behindProxy).ready, startWorker(servers).ready]);
    const load = await startShopLoad({ commands: services.commands, random: random.fork() });

    proxy.setLatency(LATE_MS);
    const late = (): true | undefined => watch.figures().fenced >= FENCED || undefined;
    await eventually('commits that come too late', late);
    proxy.setLatency(0);
    await sleep(random.below(500));
    await load.stop();

    const { store, catchUpMs } = await expectAllWell(servers, load.ledger.attempts);
    const { commits, repeated, fenced } = watch.figures();
    figures('writes of a worker that is late', {
      seed: random.seed,
      commits,
      repeated,
      fenced,
      events: store.events.length,
      'catch-up ms': catchUpMs,
    });
  });
});
