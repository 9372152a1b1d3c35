// The survey of a sweep: nothing to fill in a lane at rest, and everything that `fill` would do something about.
import { beforeEach, expect, test } from 'vitest';
import { createProjectors } from '../../../../src/engine/flow/project/create-projectors.ts';
import type { Projection } from '../../../../src/engine/definitions/projection.ts';
import { newGeneration } from '../../../../src/engine/model/generation-id.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import {
  memoryLaneStore,
  type MemoryLaneStore,
} from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import { BadgeEvents, CounterEvents } from '../../../support/counter-domain.ts';
import { badgeProjection, totalsProjection } from '../../../support/counter-projections.ts';
import { around, never } from '../../../support/lane-harness.ts';
import { memoryEventReader, type MemoryEventReader } from '../../../support/memory-event-reader.ts';

const lane = { projection: badgeProjection.name, lane: 0 };

let reader: MemoryEventReader;
let store: MemoryLaneStore;
let asked: string[];
beforeEach(() => {
  reader = memoryEventReader();
  store = memoryLaneStore();
  asked = [];
  reader.append('c1', CounterEvents.CounterOpened({ name: 'one' }));
  reader.append('b1', BadgeEvents.BadgeAwarded({ counterId: 'c1', title: 'first' }));
});

function workerOf(projections: readonly Projection[] = [badgeProjection], keepReplacedMs = 60_000) {
  const counted = around(store, async (step, call) => {
    asked.push(step);
    return call();
  });
  const turns = createProjectors({
    ...{ projections, reader, keepReplacedMs },
    ...{ store: counted, logger: silentLogger },
  });
  const survey = async () => turns.survey(String(reader.events.length));
  return {
    survey,
    isToFill: async () => (await survey()).map(({ isToFill }) => isToFill),
    turnAll: async () => {
      for (const each of turns.lanes) await turns.turn(each, never);
    },
    fillAll: async () => {
      for (const each of turns.lanes) await turns.fill(each, never);
    },
  };
}

const generation = async (): Promise<string> => (await store.state(lane)).live?.id ?? '';

test('each lane is filled once, which is where this code makes its claim, and then left at rest', async () => {
  const { isToFill, turnAll, fillAll } = workerOf();
  expect(await isToFill()).toEqual([true]);
  await turnAll();
  expect(await isToFill()).toEqual([true]);
  await fillAll();
  expect(await isToFill()).toEqual([false]);
});

test.each([
  ['a document was missed', async () => store.reader.reportLost?.([{ ...lane, id: 'b1' }])],
  ['the register is gone', async () => store.lose(lane, await generation(), 'register')],
  ['a generation is filled beside', async () => store.openNext(lane, 'other.1.x', null)],
  ['readers see other code', async () => store.openLive(lane, 'other.1.x', await generation())],
])('%s: there is something to fill', async (_what, change) => {
  const { isToFill, turnAll, fillAll } = workerOf();
  await turnAll();
  await fillAll();
  await change();
  expect(await isToFill()).toEqual([true]);
  for (let turn = 0; turn < 3; turn += 1) await fillAll();
  expect(await isToFill()).toEqual([false]);
});

test('a generation that was replaced long enough ago is to be removed', async () => {
  const [patient, hasty] = [workerOf(), workerOf([badgeProjection], 0)];
  for (const { turnAll, fillAll } of [patient, hasty]) {
    await turnAll();
    await fillAll();
  }
  const replaced = await generation();
  await store.openLive(lane, newGeneration(badgeProjection), replaced);
  await patient.turnAll();
  expect(await patient.isToFill()).toEqual([false]);
  expect(await hasty.isToFill()).toEqual([true]);
  await hasty.fillAll();
  expect(await store.replaced(lane, 0)).toEqual([]);
});

test('all lanes are asked for at once, and those beside the events only when these move', async () => {
  const inTables: Projection = { ...totalsProjection, store: 'postgres' };
  const { survey, turnAll, fillAll } = workerOf([badgeProjection, { ...inTables, lanes: 3 }]);
  await turnAll();
  await fillAll();
  await survey();
  asked = [];
  for (let second = 0; second < 3; second += 1) await survey();
  expect(asked).toEqual(['survey', 'survey', 'survey']);
  reader.append('c1', CounterEvents.CounterIncremented({ by: 1 }));
  asked = [];
  const statuses = await survey();
  expect(asked).toEqual(['survey', 'survey']);
  expect(statuses.map(({ position }) => position)).toEqual(['2', '2', '2', '2']);
});
