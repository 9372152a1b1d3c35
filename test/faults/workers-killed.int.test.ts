// Workers are killed and paused all the time while a customer with many orders takes one name after the other: documents
// equal the fold of the store.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { expectAllWell, PATIENCE_MS, withObservedApis } from '../support/fault-scene.ts';
import type { CommandBus } from '../../src/engine/model/services.ts';
import { figures, sized } from '../support/proof.ts';
import type { Ledger } from '../support/oracle/ledger.ts';
import { randomFrom, seedOfRun, type Random } from '../support/random.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShopLoad } from '../support/shop-load.ts';
import { watchCommits } from '../support/watch-commits.ts';
import { withWorkerProcesses, type WorkerProcess } from '../support/worker-processes.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const KILLS = sized(3, 40);
/** More than one commit of a lane may hold. */
const ORDERS_OF_FAVOURITE = 400;
/** The lock of a job ends after five seconds, the patience of the other worker after two. */
const PAUSES_MS = [3500, 7000];

const database = withDatabase();
const redis = withRedis();
const startApi = withObservedApis();
const startWorker = withWorkerProcesses();

it('documents equal the fold of the store though workers are killed and paused all the time', async () => {
  const random = randomFrom(seedOfRun());
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  const { services } = await startApi(servers);
  const watch = await watchCommits(servers.redisUrl);
  const workers = [startWorker(servers), startWorker(servers)];
  await Promise.all(workers.map(({ ready }) => ready));
  const load = await startShopLoad({ commands: services.commands, random: random.fork() });
  const favourite = await startFavourite(load.ledger, services.commands, random.fork());

  for (let kills = 0; kills < KILLS; kills += 1) {
    const enough = random.chance(0.5) ? 2 : 1;
    const ready = await eventually('workers', () => someReady(workers, enough), { everyMs: 5 });
    await sleep(random.below(300));
    const victim = random.pick(ready);
    await victim.kill();
    workers.splice(workers.indexOf(victim), 1, startWorker(servers));
  }
  await Promise.all(workers.map(({ ready }) => ready));
  const accepted = load.accepted();
  for (const [index, pauseMs] of PAUSES_MS.entries()) {
    workers[index]?.pause();
    await sleep(pauseMs);
    workers[index]?.resume();
  }
  const acceptedMeanwhile = load.accepted() - accepted;
  await Promise.all([load.stop(), favourite.stop()]);

  const { catchUpMs, store } = await expectAllWell(servers, load.ledger.attempts);
  expect(acceptedMeanwhile).toBeGreaterThan(100);
  expect(load.ledger.count('notDone') + load.ledger.count('unknown')).toBe(0);
  watch.end();
  figures('workers killed and paused', {
    seed: random.seed,
    kills: KILLS,
    pauses: PAUSES_MS.length,
    'renames of 400 orders': favourite.renames(),
    commands: load.ledger.attempts.length,
    accepted: load.accepted(),
    events: store.events.length,
    ...watch.figures(),
    'catch-up ms': catchUpMs,
  });
});

function someReady(workers: readonly WorkerProcess[], count: number): readonly WorkerProcess[] | undefined {
  const ready = workers.filter((worker) => worker.isReady());
  return ready.length >= count ? ready : undefined;
}

/** A customer with so many orders that a new name takes several commits, and who takes a new one all the time. */
async function startFavourite(ledger: Ledger, commands: CommandBus, random: Random) {
  const ask = (command: string, input: Readonly<Record<string, unknown>>) => {
    const withId = { commandId: random.uuid(), customerId: 'favourite', ...input };
    return ledger.ask({ command, input: withId, principal: 'ada', correlationId: 'favourite' }, commands);
  };
  await ask('registerCustomer', { name: 'Favourite', email: 'favourite@example.com' });
  const price = { amount: '9.90', currency: 'EUR' };
  const product = {
    commandId: random.uuid(),
    productId: 'pen',
    name: 'Pen',
    description: '',
    category: 'pens',
    price,
  };
  await ledger.ask(
    { command: 'listProduct', input: product, principal: 'ada', correlationId: 'favourite' },
    commands,
  );
  const items = [{ productId: 'pen', quantity: 1 }];
  await Promise.all(Array.from({ length: ORDERS_OF_FAVOURITE }, () => ask('createOrder', { items })));
  let renames = 0;
  let isStopped = false;
  const renaming = (async () => {
    while (!isStopped) {
      await ask('changeCustomerName', { name: `Favourite ${renames}` });
      renames += 1;
      await sleep(sized(4000, 1500) + random.below(1500));
    }
  })();
  return {
    renames: () => renames,
    stop: async () => {
      isStopped = true;
      await renaming;
    },
  };
}
