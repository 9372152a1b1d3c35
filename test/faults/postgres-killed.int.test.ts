// PostgreSQL is killed under load, and its replies are lost: what was acknowledged is there, what is unknown is told when
// it is asked again.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDatabase } from '../../src/dev/local/database.ts';
import type { RunningPostgres } from '../../src/dev/local/postgres.ts';
import { migrate } from '../../src/engine/postgres/migrations/migrate.ts';
import { eventually } from '../support/eventually.ts';
import { expectAllWell, PATIENCE_MS, withObservedApis } from '../support/fault-scene.ts';
import { figures, sized } from '../support/proof.ts';
import type { Attempt } from '../support/oracle/ledger.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { ownFolder, ownPostgres, withRedis } from '../support/servers.ts';
import { startShopLoad } from '../support/shop-load.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { withWorkerProcesses } from '../support/worker-processes.ts';
import { nameStore, TEST_STORE } from '../support/store-keys.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

/** `fast`: told to stop, and started again at once. */
const ENDS = ['kill', 'kill', 'fast', 'kill'] as const;
const LOST_REPLIES = sized(6, 40);

const redis = withRedis({}, 'test');
const startApi = withObservedApis();
const startWorker = withWorkerProcesses();
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of running.splice(0).toReversed()) await server.stop();
});

// SIGKILL takes the server and nothing that it has handed to the kernel: so acknowledged commits must be handed over,
// but need not reach the disk.
const settings = { synchronous_commit: 'on' };

describe('PostgreSQL', () => {
  it('is killed under load: what was acknowledged is there, what is unknown is told when asked again', async () => {
    const random = randomFrom(seedOfRun());
    const options = { dataDir: ownFolder('postgres'), settings };
    let postgres: RunningPostgres = await ownPostgres(options);
    running.push({ stop: () => postgres.stop() });
    const servers = { databaseUrl: await migrated(postgres), redisUrl: redis().url };
    const { services } = await startApi(servers);
    const worker = startWorker(servers);
    await worker.ready;
    const load = await startShopLoad({
      commands: services.commands,
      random: random.fork(),
      pauseMs: sized(120, 20),
    });

    let away = 0;
    for (const end of ENDS) {
      const before = load.accepted();
      await eventually('commands to go on', () => load.accepted() >= before + sized(50, 100) || undefined);
      await sleep(random.below(100));
      const began = performance.now();
      if (end === 'kill') await postgres.kill('SIGKILL');
      else await postgres.stop();
      postgres = await ownPostgres({ ...options, port: postgres.port });
      away += performance.now() - began;
    }
    const before = load.accepted();
    await eventually('commands to go on', () => load.accepted() >= before + sized(50, 100) || undefined);
    await load.stop();

    const { store, catchUpMs } = await expectAllWell(servers, load.ledger.attempts);
    const { attempts } = load.ledger;
    expect(load.ledger.count('unknown')).toBe(0);
    figures('PostgreSQL killed and restarted', {
      seed: random.seed,
      ends: ENDS.join(' '),
      'away ms': Math.round(away),
      commands: attempts.length,
      accepted: load.accepted(),
      'once unknown': attempts.filter(wasAnswered('unknown')).length,
      'once not done': attempts.filter(wasAnswered('notDone')).length,
      'not done for good': load.ledger.count('notDone'),
      events: store.events.length,
      'catch-up ms': catchUpMs,
    });
  });

  it('commits, but the reply is lost: each command is told as what it is, done once', async () => {
    const random = randomFrom(seedOfRun());
    const postgres = await ownPostgres({ settings });
    const proxy: TcpProxy = await startTcpProxy({ port: postgres.port });
    running.push(postgres, proxy);
    const databaseUrl = await migrated(postgres);
    const servers = { databaseUrl, redisUrl: redis().url };
    const { services } = await startApi({ ...servers, databaseUrl: proxy.through(databaseUrl) });
    await startWorker(servers).ready;
    const load = await startShopLoad({
      commands: services.commands,
      random: random.fork(),
      pauseMs: sized(120, 20),
    });

    for (let lost = 0; lost < LOST_REPLIES; lost += 1) {
      const before = load.accepted();
      await eventually('commands to go on', () => load.accepted() >= before + 20 || undefined);
      proxy.blackHole('replies');
      await sleep(20 + random.below(100));
      // Now and then the server is away for longer than anybody tries again.
      if (lost % 4 === 3) {
        proxy.refuse();
        proxy.reset();
        await sleep(1000);
      }
      proxy.open();
      proxy.reset();
    }
    await load.stop();

    const { store, catchUpMs } = await expectAllWell(servers, load.ledger.attempts);
    const { attempts } = load.ledger;
    expect(load.ledger.count('unknown')).toBe(0);
    figures('replies of PostgreSQL lost', {
      seed: random.seed,
      losses: LOST_REPLIES,
      commands: attempts.length,
      accepted: load.accepted(),
      'once unknown': attempts.filter(wasAnswered('unknown')).length,
      'once not done': attempts.filter(wasAnswered('notDone')).length,
      events: store.events.length,
      'catch-up ms': catchUpMs,
    });
  });
});

const wasAnswered =
  (kind: 'unknown' | 'notDone') =>
  ({ answers }: Attempt): boolean =>
    answers.some((each) => each.kind === kind);

async function migrated(postgres: RunningPostgres): Promise<string> {
  const url = await createDatabase(postgres.url(), 'slipstream');
  await migrate(url);
  await nameStore(url, TEST_STORE);
  return url;
}
