// Streams that a reaction has parked, while its workers are killed: their order holds, nothing is answered twice, and nothing
// is lost.
import { expect, it, vi } from 'vitest';
import { defineSystem } from '../../src/engine/index.ts';
import { createDoorbell } from '../../src/engine/flow/carry/queue/doorbell.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { readStatus } from '../../src/engine/operations/open-status.ts';
import { openOperationsAlone } from '../../src/engine/operations/open-operations.ts';
import { allEvents } from '../support/appends.ts';
import { commandLineHere } from '../support/command-line-here.ts';
import { openBus } from '../support/command-bus.ts';
import { countingModule, UNLUCKY } from '../support/counting-reaction.ts';
import { eventually } from '../support/eventually.ts';
import { PATIENCE_MS, settingsOf } from '../support/fault-scene.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { keys } from '../support/store-keys.ts';
import { withWorkerProcesses } from '../support/worker-processes.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const database = withDatabase('test');
const redis = withRedis({}, 'test');
const program = 'test/support/reacting-worker-process.ts';
const startBroken = withWorkerProcesses(program, { BROKEN: 'yes' });
const startMended = withWorkerProcesses(program);
const system = defineSystem('counting', [countingModule()]);
/** Events of each stream that come while it is parked. */
const MORE = 20;
const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const counters = ['good', 'bad-1', 'bad-2'];

function openScene() {
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  const doorbell = createDoorbell({
    ...{ redisUrl: servers.redisUrl, keys, lanes: system.lanesToRing, logger: silentLogger },
  });
  const { send, store, close } = openBus(servers.databaseUrl, { doorbell });
  const increment = async (by: number): Promise<void> => {
    const byOf = (counterId: string): number => (counterId === 'good' && by === UNLUCKY ? 1 : by);
    await Promise.all(counters.map((counterId) => send('increment', { counterId, by: byOf(counterId) })));
  };
  return {
    ...{ servers, increment, store },
    open: async () => {
      for (const counterId of counters) await send('openCounter', { counterId, name: counterId });
    },
    cli: (...args: readonly string[]) => commandLineHere(system, servers, args),
    marksOf: async (counterId: string): Promise<readonly unknown[]> =>
      (await allEvents(store))
        .filter(({ streamId, type }) => streamId === counterId && type === 'TallyMarked')
        .map(({ data }) => Number((data as { readonly mark: string }).mark)),
    atHead: () =>
      eventually('the reaction at the head', async () => {
        const { position, revision } = (await store.reactionCheckpoints.load(['markIncrements']))[0] ?? {};
        return position === (await store.head()) ? { revision } : undefined;
      }),
    close: () => Promise.all([close(), doorbell.close()]),
  };
}

it('are passed over by whoever comes, redriven in order, and skipped by an operator', async () => {
  const { servers, open, increment, store, cli, marksOf, atHead, close } = openScene();
  await open();
  const first = startBroken(servers);
  for (const by of [1, UNLUCKY, 2]) await increment(by);
  await atHead();
  await first.kill();
  for (let more = 0; more < MORE; more += 1) await increment(1);
  const second = startBroken(servers);
  await atHead();
  expect(await marksOf('good')).toEqual(numbers(2, 4 + MORE));
  expect([await marksOf('bad-1'), await marksOf('bad-2')]).toEqual([[2], [2]]);
  await second.kill();

  const parked = await cli('parked');
  expect(parked).toMatchObject({ code: 1, err: '2 streams parked, of 1 group.\n' });
  expect(parked.out).toMatch(
    /^reaction:markIncrements: CounterIncremented \(REACTION_FAILED\), 2 streams, 42 events waiting/m,
  );
  expect(parked.out).toContain('an unlucky number');
  const operations = await openOperationsAlone(system, settingsOf(servers));
  const page = await operations.deadLetters({ first: 1 });
  expect(page).toMatchObject({
    items: [{ projection: 'reaction:markIncrements', documentId: 'counter/bad-1', followers: 1 + MORE }],
    next: 'reaction:markIncrements/counter/bad-1',
  });
  expect((await operations.deadLetters({ first: 1, after: page.next })).items).toMatchObject([
    { documentId: 'counter/bad-2', event: { stream: 'counter/bad-2', payload: { by: UNLUCKY } } },
  ]);
  expect(await operations.reactions()).toMatchObject([{ parked: 2, lagEvents: 0 }]);
  await operations.close();
  expect(await readStatus(system, settingsOf(servers))).toMatchObject({ reactions: [{ parked: 2 }] });
  const tried = await cli('try', 'reaction:markIncrements/counter/bad-1');
  expect(tried).toMatchObject({ code: 0 });
  expect(tried.out).toMatch(/\+ CounterIncremented 3: .*markTally/);

  const third = startMended(servers);
  await third.ready;
  const redriving = cli('redrive', 'reaction:markIncrements/counter/bad-1');
  await eventually('a redrive', async () => (await marksOf('bad-1')).length > 1 || undefined);
  await third.kill();
  await startMended(servers).ready;
  // It waits for a while only.
  expect([0, 1]).toContain((await redriving).code);
  await eventually('its end', async () =>
    (await store.parkedStreams.find('markIncrements', 'counter/bad-1')) ? undefined : true,
  );
  expect(await marksOf('bad-1')).toEqual(numbers(2, 4 + MORE));
  expect(await marksOf('bad-2')).toEqual([2]);
  const skipped = await cli('skip', 'reaction:markIncrements/counter/bad-2', '--reason', 'a test');
  expect(skipped).toMatchObject({ code: 0, out: 'reaction:markIncrements/counter/bad-2 is mended.\n' });
  await increment(5);
  await atHead();
  const all = numbers(2, 5 + MORE);
  expect(await marksOf('bad-2')).toEqual(all.filter((mark) => mark !== 3));
  expect([await marksOf('good'), await marksOf('bad-1')]).toEqual([all, all]);
  expect(await cli('parked')).toMatchObject({ code: 0, out: 'Nothing is parked.\n' });
  expect(await store.reactionCheckpoints.countParked()).toEqual(new Map());
  await close();
});
