// Connections for notices are killed again and again: subscribers end at the final version.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { expectAllWell, PATIENCE_MS, withObservedApis } from '../support/fault-scene.ts';
import { figures, sized } from '../support/proof.ts';
import { withRedisAt } from '../support/oracle/judge.ts';
import { readStored } from '../support/oracle/read-documents.ts';
import { watchUpdates, type UpdateWatch } from '../support/oracle/watch-updates.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { startShopLoad } from '../support/shop-load.ts';
import { withWorkerProcesses } from '../support/worker-processes.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const KILLS = sized(12, 100);
const SUBSCRIBERS = sized(20, 200);
const HOT = 6;

const database = withDatabase();
const redis = withRedis();
const startApi = withObservedApis();
const startWorker = withWorkerProcesses();

it('subscribers end at the final version though the connections for notices are killed again and again', async () => {
  const random = randomFrom(seedOfRun());
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  const apis = await Promise.all([startApi(servers), startApi(servers)]);
  await startWorker(servers).ready;
  const [{ services }] = apis;
  const load = await startShopLoad({ commands: services.commands, random: random.fork(), hotOrders: HOT });
  const ids = await eventually('hot orders', () => hotOrders(load.orders));
  await eventually('them to be shown', async () => {
    for (const id of ids) {
      const read = { readModel: 'order', id, minVersion: 1, maxWaitMs: 1000, ifBehind: 'ERROR' } as const;
      await services.reads.read(read);
    }
    return true;
  });

  const clients: UpdateWatch[] = [];
  const subscribe = async (): Promise<void> => {
    const { services: of } = random.pick(apis);
    const some = ids.filter(() => random.chance(0.6));
    const follow = some.length > 0 ? some : ids;
    // A connection that was killed this moment is an answer too: then the client comes again.
    const watch = await eventually('a subscription', () =>
      watchUpdates({ ...of, ids: follow, withDocuments: random.chance(0.5) }),
    );
    clients.push(watch);
  };
  for (let kill = 0; kill < KILLS; kill += 1) {
    while (clients.length < (SUBSCRIBERS * (kill + 1)) / KILLS) await subscribe();
    await sleep(random.below(250));
    await withRedisAt(servers.redisUrl, (client) => client.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
  }
  await load.stop();
  // The last that happens is a loss: nobody listens while every order is changed once more.
  await withRedisAt(servers.redisUrl, (client) => client.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
  await Promise.all(ids.map((id) => load.ledger.ask(sendElsewhere(id, random.uuid()), services.commands)));

  const { store, catchUpMs } = await expectAllWell(servers, load.ledger.attempts);
  const final = await withRedisAt(servers.redisUrl, (client) => readStored(client, 'order', ids));
  const begun = performance.now();
  await eventually(
    'the final versions',
    () => clients.every((client) => isFinal(client, final)) || undefined,
    { withinMs: 30_000 },
  ).catch((error: unknown) => {
    const late = clients.flatMap(({ ids: followed, last, faults }) =>
      followed
        .filter((id) => last(id) !== final.get(id))
        .map((id) => `${id} at ${String(last(id))} of ${String(final.get(id))} ${faults.join()}`),
    );
    throw new Error(late.slice(0, 10).join('\n'), { cause: error });
  });
  const finalMs = Math.round(performance.now() - begun);
  expect(clients.flatMap(({ faults }) => faults).slice(0, 10)).toEqual([]);
  figures('connections for notices killed', {
    seed: random.seed,
    kills: KILLS + 1,
    subscribers: clients.length,
    updates: clients.reduce((sum, { updates }) => sum + updates(), 0),
    events: store.events.length,
    'highest version': Math.max(...[...final.values()].map((text) => Number(text.split(' ')[1]))),
    'catch-up ms': catchUpMs,
    'final after ms': finalMs,
  });
});

function hotOrders(orders: readonly { readonly orderId: string }[]): readonly string[] | undefined {
  const ids = [...new Set(orders.map(({ orderId }) => orderId))].slice(0, HOT);
  return ids.length === HOT ? ids : undefined;
}

const sendElsewhere = (orderId: string, commandId: string) => ({
  command: 'changeOrderShippingAddress',
  input: {
    commandId,
    orderId,
    address: { line1: 'Elsewhere 1', city: 'Bonn', postalCode: '53111', country: 'DE' },
  },
  principal: 'ada',
  correlationId: 'notices',
});

/** Of all it follows it was told last what is stored. */
function isFinal(client: UpdateWatch, final: ReadonlyMap<string, string>): boolean {
  return client.ids.every((id) => client.last(id) === final.get(id));
}
