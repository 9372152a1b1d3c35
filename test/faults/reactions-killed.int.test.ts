// Workers are killed and checkpoints lost all the time: every event is answered once, in order.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { expect, it, vi } from 'vitest';
import { defineSystem, SlipstreamError } from '../../src/engine/index.ts';
import { createDoorbell } from '../../src/engine/flow/carry/queue/doorbell.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { allEvents } from '../support/appends.ts';
import { openBus } from '../support/command-bus.ts';
import { countingModule } from '../support/counting-reaction.ts';
import { eventually } from '../support/eventually.ts';
import { PATIENCE_MS } from '../support/fault-scene.ts';
import { figures, sized } from '../support/proof.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { withWorkerProcesses } from '../support/worker-processes.ts';
import { keys } from '../support/store-keys.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const KILLS = sized(3, 40);
const COUNTERS = sized(8, 20);

const database = withDatabase();
const redis = withRedis();
const startWorker = withWorkerProcesses('test/support/reacting-worker-process.ts');

/** As clients do where a store does not answer in time, and nothing was done. */
async function surely<Result>(send: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      const isUndone = error instanceof SlipstreamError && error.code === 'STORE_UNAVAILABLE';
      if (!isUndone || attempt === 5) throw error;
    }
  }
}

it('every event is answered once, in order, though workers are killed and checkpoints lost all the time', async () => {
  const random = randomFrom(seedOfRun());
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  const lanes = defineSystem('counting', [countingModule()]).lanesToRing;
  const doorbell = createDoorbell({ redisUrl: servers.redisUrl, keys, lanes, logger: silentLogger });
  const { send, store, close } = openBus(servers.databaseUrl, { doorbell });
  const client = new Client({ connectionString: servers.databaseUrl });
  await client.connect();
  const counters = Array.from({ length: COUNTERS }, (_, index) => `counter-${index}`);
  await Promise.all(counters.map((counterId) => send('openCounter', { counterId, name: counterId })));
  let isOver = false;
  const load = Promise.all(
    counters.map(async (counterId) => {
      for (; !isOver; await sleep(random.below(sized(60, 20))))
        await surely(() => send('increment', { counterId, by: 1 }));
    }),
  );

  const workers = [startWorker(servers), startWorker(servers)];
  for (let kills = 0; kills < KILLS; kills += 1) {
    const ready = await eventually('a worker', () => {
      const all = workers.filter((worker) => worker.isReady());
      return all.length > 0 ? all : undefined;
    });
    await sleep(random.below(200));
    const victim = random.pick(ready);
    await victim.kill();
    workers.splice(workers.indexOf(victim), 1, startWorker(servers));
    if (random.chance(0.3)) await client.query('DELETE FROM "ReactionCheckpoint"');
  }
  isOver = true;
  await load;
  const begun = performance.now();
  // The marks are events too: the checkpoint comes to the head when nothing is left to answer.
  const events = await eventually('the reaction at the head', async () => {
    const { rows } = await client.query<{ position: string }>('SELECT "position" FROM "ReactionCheckpoint"');
    return rows[0]?.position === (await store.head()) ? allEvents(store) : undefined;
  });
  const catchUpMs = Math.round(performance.now() - begun);
  await Promise.all([close(), doorbell.close(), client.end()]);

  for (const counterId of counters) {
    const of = (type: string) => events.filter((each) => each.streamId === counterId && each.type === type);
    const increments = of('CounterIncremented');
    expect(increments.length).toBeGreaterThan(5);
    expect(of('TallyMarked').map(({ data }) => data)).toEqual(
      increments.map(({ version }) => ({ mark: String(version) })),
    );
  }
  figures('reactions, workers killed', {
    ...{ seed: random.seed, kills: KILLS, events: events.length, 'catch-up ms': catchUpMs },
  });
});
