// The worker loses PostgreSQL and Redis again and again in the middle of its folds, and clocks of processes jump by a day:
// no document is parked for it, no lag is invented, and all is well afterwards.
import { afterEach, expect, it, vi } from 'vitest';
import { silentLogger } from '../../src/engine/model/logger.ts';
import type { Running } from '../../src/engine/host/running.ts';
import { readStatus } from '../../src/engine/operations/open-status.ts';
import { defineSystem } from '../../src/engine/definitions/define-system.ts';
import { eventually } from '../support/eventually.ts';
import { expectAllWell, PATIENCE_MS, settingsOf, withObservedApis } from '../support/fault-scene.ts';
import { observedModules } from '../support/observed-modules.ts';
import { openOperator } from '../support/operate.ts';
import { figures, sized } from '../support/proof.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { startWorker } from '../support/roles.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShopLoad } from '../support/shop-load.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const CUTS = sized(8, 60);
const DAY_MS = 86_400_000;

const database = withDatabase('test');
const redis = withRedis({}, 'test');
const startApi = withObservedApis();
const servers = () => ({ databaseUrl: database().url, redisUrl: redis().url });
const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const each of opened.splice(0).toReversed()) await each.close();
});

const workerAt = async (at: ReturnType<typeof servers>): Promise<Running> => {
  const worker = await startWorker({
    settings: settingsOf(at),
    modules: observedModules,
    logger: silentLogger,
  });
  opened.push({ close: () => worker.close(5000) });
  return worker;
};

async function begin() {
  const random = randomFrom(seedOfRun());
  const { services } = await startApi(servers());
  const load = await startShopLoad({ commands: services.commands, random: random.fork() });
  const operator = await openOperator(servers(), observedModules);
  opened.push(operator);
  const more = async (count: number): Promise<void> => {
    const from = load.accepted();
    await eventually('more commands', () => load.accepted() >= from + count || undefined);
  };
  return { load, operator, random, more };
}

async function proxyTo(url: string): Promise<TcpProxy & { readonly url: string }> {
  const proxy = await startTcpProxy({ port: Number(new URL(url).port) });
  opened.push({ close: proxy.stop });
  return { ...proxy, url: proxy.through(url) };
}

it('servers that are cut in the middle of folds park nothing', async () => {
  const [postgres, documents] = [await proxyTo(database().url), await proxyTo(redis().url)];
  await workerAt({ databaseUrl: postgres.url, redisUrl: documents.url });
  const { load, operator, random, more } = await begin();
  for (let cut = 0; cut < CUTS; cut += 1) {
    await more(3 + random.below(5));
    const server = cut % 2 === 0 ? postgres : documents;
    if (random.chance(0.5)) server.refuse();
    server.reset();
    await more(5);
    server.open();
  }
  await load.stop();
  const { store, catchUpMs } = await expectAllWell(servers(), load.ledger.attempts);
  expect(await operator.deadLetterGroups()).toEqual([]);
  figures('PostgreSQL and Redis cut in the middle of folds', {
    cuts: CUTS,
    events: store.events.length,
    'caught up in ms': catchUpMs,
    parked: 0,
  });
});

it('clocks of processes that jump by a day invent no lag and park nothing', async () => {
  await workerAt(servers());
  const { load, operator, more } = await begin();
  const lags: number[] = [];
  for (const jump of [DAY_MS, -DAY_MS, 0]) {
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + jump);
    await more(15);
    const { projections } = await readStatus(defineSystem('test', observedModules), settingsOf(servers()));
    lags.push(Math.max(...projections.map(({ lagMs }) => lagMs)));
    vi.useRealTimers();
  }
  await load.stop();
  const { store } = await expectAllWell(servers(), load.ledger.attempts);
  expect(await operator.deadLetterGroups()).toEqual([]);
  expect(await operator.rebuilds()).toEqual([]);
  expect(Math.max(...lags)).toBeLessThan(DAY_MS / 2);
  figures('clocks of processes a day ahead, a day behind, and right', {
    events: store.events.length,
    'most lag, ms': Math.round(Math.max(...lags)),
  });
});
