import { describe, expect, test } from 'vitest';
import type { Logger } from '../../../../src/engine/model/logger.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';
import { counterProjection } from '../../../support/counter-projections.ts';
import {
  around,
  dumpLive,
  dyingAt,
  never,
  turnAll,
  untilKilled,
  worker,
} from '../../../support/lane-harness.ts';
import { lanesOf } from '../../../../src/engine/model/lane.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';
import { memoryLaneStore } from '../../../../src/engine/stores/memory/memory-lane-store.ts';

const lane = { projection: 'counter', lane: 0 };
const { CounterOpened, CounterIncremented } = CounterEvents;
const old = { ...counterProjection, foldId: 'v1-old' };
const newer = {
  ...counterProjection,
  foldId: 'v2-new',
  fold: (...args: Parameters<typeof counterProjection.fold>) => {
    const own = counterProjection.fold(...args);
    return own && { ...own, name: `new ${String(own['name']).replace('new ', '')}` };
  },
};

function setUp() {
  const reader = memoryEventReader();
  const store = memoryLaneStore();
  for (let n = 0; n < 20; n += 1) reader.append(`c${n}`, CounterOpened({ name: `${n}` }));
  const read = async (id: string) => (await store.reader.read([{ projection: 'counter', id }]))[0];
  return { reader, store, read, options: { reader, store } };
}

describe('a store that is not the one that was folded', () => {
  test('is noticed by its incarnation, and the lane is filled anew', async () => {
    const { reader, store, read, options } = setUp();
    const projector = worker({ ...options, projection: old });
    await projector.turn(lane, never);
    const before = (await store.state(lane)).live?.id;
    reader.renew();
    expect(await projector.turn(lane, never)).toBe('atHead');
    expect((await store.state(lane)).live?.id).not.toBe(before);
    expect(await read('c1')).toMatchObject({ state: 'live', checkpoint: '20' });
    expect((await read('c1'))?.incarnation).toBe(await reader.incarnation());
    expect(await store.replaced(lane, 0)).toEqual([before]);
  });

  test.each([
    ['that has not come as far', 3],
    ['that has another event there', 20],
    ['that is ahead', 30],
  ])('is noticed after a restore to a past %s', async (_what, grownTo) => {
    const { reader, store, read, options } = setUp();
    const alarms: object[] = [];
    const logger: Logger = { ...silentLogger, error: (fields) => void alarms.push(fields) };
    const projector = worker({ ...options, projection: old, logger, eventsPerPage: 8 });
    await projector.turn(lane, never);
    reader.restoreTo(2);
    while (reader.events.length < grownTo) reader.append('x', CounterOpened({ name: 'another past' }));
    expect(await projector.turn(lane, never)).toBe('atHead');
    expect((await read('c5'))?.document).toBeNull();
    expect(await read('x')).toMatchObject({
      checkpoint: String(grownTo),
      document: { version: grownTo - 2 },
    });
    expect(alarms).toMatchObject([{ code: 'GENERATION_DIVERGED' }]);
    expect((await dumpLive(store, lane)).texts.has('doc:c5')).toBe(false);
  });

  test('tells readers nothing false while it is filled anew', async () => {
    const { reader, store, read, options } = setUp();
    await worker({ ...options, projection: old }).turn(lane, never);
    reader.renew();
    const states = new Set<string | undefined>();
    const watched = around(store, async (_step, call) => {
      const result = await call();
      const seen = await read('c1');
      states.add(seen?.document ? 'there' : seen?.state);
      return result;
    });
    await worker({ ...options, projection: old, store: watched }).turn(lane, never);
    expect(states).not.toContain('live');
    expect(states).toContain('filling');
  });

  test('is what a document ahead of its checkpoint means, too', async () => {
    const { reader, store, read, options } = setUp();
    await worker({ ...options, projection: old }).turn(lane, never);
    const live = (await store.state(lane)).live?.id ?? '';
    const stored = await store.checkpoint(lane, live);
    const ahead = { id: 'c1', version: 9, position: '99', json: '{"name":"x","count":9}', eventTypes: [] };
    if (!stored) throw new Error('no checkpoint');
    const next = { ...stored, batchId: 'by hand' };
    const rest = { references: [], index: [], lists: [], rankings: [], search: [], projectedAt: '' };
    await store.commit({
      lane,
      generation: live,
      expected: stored,
      checkpoint: next,
      documents: [ahead],
      ...rest,
    });
    reader.append('c1', CounterIncremented({ by: 1 }));
    expect(await worker({ ...options, projection: old }).turn(lane, never)).toBe('atHead');
    expect((await read('c1'))?.document).toMatchObject({ version: 2, body: { count: 1 } });
  });
});

describe('code of another version', () => {
  test('is left to serve what readers see until the new code has caught up, then readers are switched', async () => {
    const { reader, read, options } = setUp();
    const before = worker({ ...options, projection: old });
    await before.turn(lane, never);
    const after = worker({ ...options, projection: newer });
    expect(await after.turn(lane, never)).toBe('superseded');
    expect((await read('c1'))?.document?.body).toMatchObject({ name: '1' });
    reader.append('c1', CounterIncremented({ by: 1 }));
    expect(await before.turn(lane, never)).toBe('atHead');
    expect(await read('c1')).toMatchObject({ checkpoint: '21', document: { body: { name: '1', count: 1 } } });

    expect(await after.fill(lane, never)).toBe('atHead');
    expect(await read('c1')).toMatchObject({
      state: 'live',
      checkpoint: '21',
      document: { version: 2, body: { name: 'new 1', count: 1 } },
    });
    expect(await before.turn(lane, never)).toBe('superseded');
    expect(await after.turn(lane, never)).toBe('atHead');
    expect(await before.fill(lane, never)).toBe('superseded');
  });

  test('never takes readers back when it is overtaken at the moment of the switch', async () => {
    const { reader, store, read, options } = setUp();
    const before = worker({ ...options, projection: old });
    await before.turn(lane, never);
    let overtakings = 0;
    const racing = around(store, async (step, call) => {
      if (step === 'goLive' && overtakings < 7) {
        overtakings += 1;
        reader.append('c1', CounterIncremented({ by: 1 }));
        expect(await before.turn(lane, never)).toBe('atHead');
      }
      const shown = await read('c1');
      const result = await call();
      expect((await read('c1'))?.document?.version).toBeGreaterThanOrEqual(shown?.document?.version ?? 0);
      return result;
    });
    const after = worker({ ...options, projection: newer, store: racing });
    expect(await after.fill(lane, never), 'for this turn').toBe('fenced');
    expect(await read('c1')).toMatchObject({ document: { version: 6, body: { name: '1' } } });
    expect(await after.fill(lane, never)).toBe('atHead');
    expect(await read('c1')).toMatchObject({
      checkpoint: '27',
      document: { body: { name: 'new 1', count: 7 } },
    });
    expect(overtakings).toBe(7);
  });

  test('comes after one that is ahead because the store was restored, and that nobody serves', async () => {
    const { reader, read, options } = setUp();
    await worker({ ...options, projection: old }).turn(lane, never);
    reader.restoreTo(2);
    const after = worker({ ...options, projection: newer });
    expect(await after.fill(lane, never)).toBe('fenced');
    expect(await read('c5')).toMatchObject({ state: 'missing' });
    expect(await after.fill(lane, never)).toBe('atHead');
    expect(await read('c1')).toMatchObject({ state: 'live', document: { body: { name: 'new 1' } } });
    expect(await read('c5')).toMatchObject({ state: 'live', document: null });
  });

  test('fills beside while workers are killed at any step', async () => {
    for (let n = 1; n < 15; n += 1) {
      const { store, read, options } = setUp();
      await worker({ ...options, projection: old }).turn(lane, never);
      const fill = (mortal: typeof store) =>
        worker({ ...options, store: mortal, projection: newer }).fill(lane, never);
      const died = await untilKilled(fill({ ...store, ...dyingAt(store, n, n % 2 ? 'before' : 'after') }));
      expect((await read('c1'))?.document).not.toBeNull();
      await fill(store);
      expect(await read('c1')).toMatchObject({ state: 'live', document: { body: { name: 'new 1' } } });
      if (!died) return;
    }
    throw new Error('The filling never came to its end.');
  });

  test('removes what was replaced, after a while, and what was begun and given up', async () => {
    const { store, options } = setUp();
    const first = worker({ ...options, projection: old, keepReplacedMs: 0 });
    await first.turn(lane, never);
    const replaced = (await store.state(lane)).live?.id ?? '';
    await worker({ ...options, projection: newer, keepReplacedMs: 60_000 }).fill(lane, never);
    await worker({ ...options, projection: newer, keepReplacedMs: 60_000 }).fill(lane, never);
    expect(store.dump(lane, replaced).size).toBe(20);
    await worker({ ...options, projection: newer, keepReplacedMs: 0 }).fill(lane, never);
    expect(store.dump(lane, replaced).size).toBe(0);

    await store.openNext(lane, 'abandoned000.1', null);
    await worker({ ...options, projection: newer, keepReplacedMs: 0 }).fill(lane, never);
    expect((await store.state(lane)).next).toBeNull();
    await worker({ ...options, projection: newer, keepReplacedMs: 0 }).fill(lane, never);
    expect(await store.replaced(lane, 0)).toEqual([]);
  });

  test('is taken over from when no worker of it is left', async () => {
    const { reader, store, read, options } = setUp();
    await worker({ ...options, projection: old }).turn(lane, never);
    const survivor = worker({ ...options, projection: newer, takeOverMs: 0 });
    await survivor.turn(lane, never);
    await store.want(lane, old.foldId);
    expect(await survivor.fill(lane, never), 'while it is at the head').toBe('superseded');
    reader.append('c1', CounterIncremented({ by: 1 }));
    expect(await survivor.fill(lane, never), 'seen for the first time').toBe('superseded');
    expect(await survivor.fill(lane, never)).toBe('atHead');
    expect(await read('c1')).toMatchObject({ checkpoint: '21', document: { body: { name: 'new 1' } } });
  });

  test('does not keep a lane after Redis was lost in the middle of a deploy', async () => {
    const { store, read, options } = setUp();
    const before = worker({ ...options, projection: old });
    const after = worker({ ...options, projection: newer });
    await before.turn(lane, never);
    await after.turn(lane, never);
    store.flushAll();
    await after.turn(lane, never);
    await before.turn(lane, never);
    await before.fill(lane, never);
    await after.fill(lane, never);
    expect(await read('c1')).toMatchObject({ state: 'live', document: { body: { name: 'new 1' } } });
    expect((await store.state(lane)).wanted).toBe(newer.foldId);
  });
});

test.each([
  [4, 1],
  [4, 3],
  [2, 4],
])('from %i lanes to %i: readers take nothing for absent until it is filled anew', async (before, after) => {
  const { reader, options } = setUp();
  const store = memoryLaneStore(() => after);
  const read = () =>
    store.reader.read(reader.events.map(({ streamId: id }) => ({ projection: 'counter', id })));
  const spread = { ...old, lanes: before };
  await turnAll(worker({ ...options, store, projection: spread }), spread);
  expect((await read()).filter(({ state, document }) => state === 'live' && document === null)).toEqual([]);
  const projection = { ...newer, lanes: after };
  const projector = worker({ ...options, store, projection });
  await turnAll(projector, projection);
  for (const each of lanesOf(projection)) expect(await projector.fill(each, never)).toBe('atHead');
  expect(await read()).toEqual(
    reader.events.map(() => expect.objectContaining({ state: 'live', document: expect.anything() })),
  );
});

test('a rebuild by the same code is filled beside and put in the place of what readers see', async () => {
  const { store, read, options } = setUp();
  const projector = worker({ ...options, projection: old });
  await projector.turn(lane, never);
  const before = await dumpLive(store, lane);
  await store.openNext(lane, `${old.foldId}.rebuild`, null);
  expect(await projector.fill(lane, never)).toBe('atHead');
  expect((await store.state(lane)).live).toEqual({ id: `${old.foldId}.rebuild`, state: 'live' });
  expect(await dumpLive(store, lane)).toEqual(before);
  expect(await read('c1')).toMatchObject({ state: 'live' });
  expect(await projector.fill(lane, never)).toBe('atHead');
});

test('a worker says at its start what it will fold again, or for the first time, and how much that is', async () => {
  const { store, options } = setUp();
  const logged: object[] = [];
  const keep = (fields: object, message: string) =>
    void ('to' in fields && logged.push({ ...fields, message }));
  const logger: Logger = { ...silentLogger, info: keep, warn: keep };
  const first = worker({ ...options, projection: old, logger });
  for (const step of [first.turn, first.fill, first.turn]) await step(lane, never);
  const of = { readModel: 'counter', lane: 'counter.0', events: 20 };
  expect(logged.splice(0)).toEqual([
    { ...of, to: 'v1-old', message: 'counter is new: 20 events are folded before it can be read.' },
  ]);
  const second = worker({ ...options, projection: newer, logger });
  for (const step of [second.turn, second.fill, second.turn]) await step(lane, never);
  expect(logged.splice(0)).toEqual([
    {
      ...of,
      ...{ code: 'READ_MODEL_CHANGED', from: 'v1-old', to: 'v2-new' },
      message: 'counter is made otherwise than before: 20 events are folded again, beside what readers see.',
    },
  ]);
  await worker({ ...options, projection: newer, logger }).turn(lane, never);
  expect(logged).toEqual([]);
  expect((await store.state(lane)).live?.id).toMatch(/^v2-new\.1\.[0-9a-f]{12}\.0$/);
});

test('its life is told: filled, caught up, switched to and retired', async () => {
  const { reader, store, options } = setUp();
  const logged: object[] = [];
  const logger: Logger = {
    ...silentLogger,
    info: (fields, message) => void ('generation' in fields && logged.push({ ...fields, message })),
  };
  const first = worker({ ...options, projection: old, logger });
  await first.turn(lane, never);
  const replaced = (await store.state(lane)).live?.id;
  const of = { projection: 'counter', lane: 'counter.0' };
  const caughtUp = { ...of, events: 20, ms: expect.any(Number) };
  expect(logged.splice(0)).toEqual([
    { ...of, generation: replaced, replaces: null, message: expect.stringContaining('begins to fill') },
    { ...caughtUp, generation: replaced, message: expect.stringContaining('caught up') },
    {
      ...caughtUp,
      ...{ generation: replaced, replaces: replaced, message: expect.stringContaining('switched to') },
    },
  ]);

  const second = worker({ ...options, projection: newer, logger, keepReplacedMs: 0 });
  await second.fill(lane, never);
  const generation = (await store.state(lane)).live?.id;
  await second.fill(lane, never);
  expect(logged.splice(0)).toEqual([
    { ...of, generation, replaces: null, message: expect.stringContaining('beside') },
    { ...of, generation, events: 20, ms: expect.any(Number), message: expect.stringContaining('caught up') },
    {
      ...of,
      ...{ generation, replaces: replaced, events: 20, ms: expect.any(Number) },
      message: expect.stringContaining('switched to'),
    },
    { ...of, generation: replaced, ms: expect.any(Number), message: expect.stringContaining('retired') },
  ]);

  reader.append('c1', CounterIncremented({ by: 1 }));
  await second.turn(lane, never);
  await second.fill(lane, never);
  expect(logged, 'what goes on every second').toEqual([]);
});
