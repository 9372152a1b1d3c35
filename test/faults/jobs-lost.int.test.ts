// Jobs of the queue are wiped, doubled and senseless: that costs a moment and nothing else.
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { expect, it, onTestFinished, vi } from 'vitest';
import { BELL_QUEUE } from '../../src/engine/flow/carry/queue/bell-queue.ts';
import { expectAllWell, PATIENCE_MS, sceneOf, withObservedApis } from '../support/fault-scene.ts';
import { figures, sized } from '../support/proof.ts';
import { untilCaughtUp, withRedisAt } from '../support/oracle/judge.ts';
import { randomFrom, seedOfRun, type Random } from '../support/random.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShopLoad } from '../support/shop-load.ts';
import { withWorkerProcesses } from '../support/worker-processes.ts';
import { keys } from '../support/store-keys.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const ROUNDS = sized(15, 150);

const database = withDatabase();
const redis = withRedis();
const startApi = withObservedApis();
const startWorker = withWorkerProcesses();

it('rings that are lost, doubled or senseless cost a moment and nothing else', async () => {
  const random = randomFrom(seedOfRun());
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  const { services } = await startApi(servers);
  // Two, so that every lane is swept twice.
  await Promise.all([startWorker(servers).ready, startWorker(servers).ready]);
  const { host, port, password } = redisAddress(servers.redisUrl);
  const queue = new Queue(BELL_QUEUE, { connection: { host, port, password }, prefix: keys.bellPrefix });
  queue.on('error', () => {});
  onTestFinished(() => queue.close());
  const load = await startShopLoad({ commands: services.commands, random: random.fork() });

  const harmed = { wiped: 0, obliterated: 0, doubled: 0, senseless: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    await sleep(random.below(150));
    const [name, harm] = random.pick(harms);
    harmed[name] += await harm(queue, servers.redisUrl, random);
  }
  await load.stop();
  // The last rings are lost as well, and nobody rings any more.
  await wipe(queue, servers.redisUrl);
  const { catchUpMs, store } = await expectAllWell(servers, load.ledger.attempts);

  // Quiet, one command, and its ring is lost before anybody can have heard it.
  const slowest = { ms: 0 };
  for (let ring = 0; ring < 3; ring += 1) {
    await load.ledger.ask(renaming(random), services.commands);
    await wipe(queue, servers.redisUrl);
    slowest.ms = Math.max(slowest.ms, await untilCaughtUp(sceneOf(servers), 10_000));
  }
  await expectAllWell(servers, load.ledger.attempts);
  figures('rings lost and doubled', {
    seed: random.seed,
    ...harmed,
    commands: load.ledger.attempts.length,
    events: store.events.length,
    'catch-up ms': catchUpMs,
    'slowest after a lost ring ms': slowest.ms,
  });
  expect(harmed.wiped + harmed.obliterated).toBeGreaterThan(0);
});

/** How many rings or queues it concerns. */
type Harm = (queue: Queue, redisUrl: string, random: Random) => Promise<number>;

const lanes = sceneOf({ databaseUrl: '', redisUrl: '' }).projections.flatMap(({ name, lanes: count }) =>
  Array.from({ length: count }, (_, lane) => ({ projection: name, lane })),
);

const wipe: (queue: Queue, redisUrl: string) => Promise<number> = (_queue, redisUrl) =>
  withRedisAt(redisUrl, async (client) => {
    const found = await client.keys(`${keys.bellPrefix}:*`);
    if (found.length > 0) await client.del(found);
    return 1;
  });

const harms: readonly (readonly ['wiped' | 'obliterated' | 'doubled' | 'senseless', Harm])[] = [
  ['wiped', wipe],
  [
    'obliterated',
    async (queue) => {
      // BullMQ itself may stumble over jobs that are taken at this moment.
      await queue.obliterate({ force: true }).catch(() => {});
      await queue.resume();
      return 1;
    },
  ],
  [
    'doubled',
    async (queue, _redisUrl, random) => {
      const rings = Array.from({ length: 100 }, () => ({ ...random.pick(lanes), hops: 0 }));
      await queue.addBulk(rings.map((data) => ({ name: 'ring', data })));
      return rings.length;
    },
  ],
  [
    'senseless',
    async (queue) => {
      const rings = [{ projection: 'nothing', lane: 0, hops: 0 }, {}, { projection: 'order', lane: -1 }, []];
      await queue.addBulk(rings.map((data) => ({ name: 'ring', data })));
      return rings.length;
    },
  ],
];

function redisAddress(url: string) {
  const { hostname, port, password } = new URL(url);
  return { host: hostname, port: Number(port), password };
}

const renaming = (random: Random) => ({
  command: 'registerCustomer',
  input: {
    commandId: random.uuid(),
    name: `Customer ${random.uuid()}`,
    email: `${random.uuid()}@example.com`,
  },
  principal: 'ada',
  correlationId: 'jobs',
});
