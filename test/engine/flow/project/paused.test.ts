// A paused lane: nothing of it is folded, filled or removed until an operator takes that back, and readers see what is there.
import { beforeEach, expect, test } from 'vitest';
import { createProjectors } from '../../../../src/engine/flow/project/create-projectors.ts';
import { newGeneration } from '../../../../src/engine/model/generation-id.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import {
  memoryLaneStore,
  type MemoryLaneStore,
} from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';
import { counterProjection } from '../../../support/counter-projections.ts';
import { never } from '../../../support/lane-harness.ts';
import { memoryEventReader, type MemoryEventReader } from '../../../support/memory-event-reader.ts';

const lane = { projection: 'counter', lane: 0 };
const projection = { ...counterProjection, lanes: 1 };
const paused = { by: 'ann', reason: 'to look at it', at: '2026-01-01T00:00:00.000Z' };

let reader: MemoryEventReader;
let store: MemoryLaneStore;
beforeEach(() => {
  reader = memoryEventReader();
  store = memoryLaneStore();
  reader.append('c1', CounterEvents.CounterOpened({ name: 'one' }));
});

const workerOf = () =>
  createProjectors({ projections: [projection], reader, store, logger: silentLogger, keepReplacedMs: 0 });
const increment = (): void => reader.append('c1', CounterEvents.CounterIncremented({ by: 1 }));
const read = async () => (await store.reader.read([{ projection: 'counter', id: 'c1' }]))[0];

test('readers see what is there, and the rest once it goes on', async () => {
  const turns = workerOf();
  await turns.turn(lane, never);
  await store.pause(lane, paused);
  increment();
  expect(await turns.turn(lane, never)).toBe('paused');
  expect(await turns.fill(lane, never)).toBe('paused');
  expect(await read()).toMatchObject({ state: 'live', checkpoint: '1', document: { version: 1 } });
  await store.pause(lane, null);
  expect(await turns.turn(lane, never)).toBe('atHead');
  expect(await read()).toMatchObject({ state: 'live', checkpoint: '2', document: { version: 2 } });
});

test('who goes on with it without a look stops at the next sweep', async () => {
  const turns = workerOf();
  await turns.turn(lane, never);
  await store.pause(lane, paused);
  expect(await turns.survey('1')).toEqual([{ position: '1', isToFill: false, isPaused: true }]);
  increment();
  await turns.goOn(lane, never, true);
  expect(await read()).toMatchObject({ checkpoint: '1' });
});

test('neither is another generation filled nor one removed', async () => {
  const turns = workerOf();
  await turns.turn(lane, never);
  await turns.fill(lane, never);
  const replaced = (await store.state(lane)).live?.id ?? '';
  await store.openLive(lane, newGeneration(projection), replaced);
  await turns.turn(lane, never);
  await store.openNext(lane, 'other.1.x', null);
  await store.pause(lane, paused);
  expect(await turns.survey('1')).toMatchObject([{ isToFill: false, isPaused: true }]);
  await turns.fill(lane, never);
  expect(await store.replaced(lane, 0)).toEqual([replaced]);
  expect(await store.state(lane)).toMatchObject({ next: 'other.1.x' });
});

test('a lane that has nothing yet stays without', async () => {
  await store.pause(lane, paused);
  expect(await workerOf().turn(lane, never)).toBe('paused');
  expect(await read()).toMatchObject({ state: 'missing' });
});
