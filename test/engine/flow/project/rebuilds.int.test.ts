// Rebuilds, begun and decided by deeds over the real tables and carried out by workers over lanes in memory.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Projector } from '../../../../src/engine/flow/project/create-projector.ts';
import type { LaneStore } from '../../../../src/engine/model/documents.ts';
import { newGeneration } from '../../../../src/engine/model/generation-id.ts';
import type { JsonObject } from '../../../../src/engine/model/json.ts';
import { lanesOf } from '../../../../src/engine/model/lane.ts';
import type { Verb } from '../../../../src/engine/model/operations.ts';
import type { Rebuild } from '../../../../src/engine/model/rebuilds.ts';
import { rebuildVerbs } from '../../../../src/engine/operations/rebuild-verbs.ts';
import { runDeed } from '../../../../src/engine/operations/run-deed.ts';
import { verbTable } from '../../../../src/engine/operations/verbs.ts';
import {
  memoryLaneStore,
  type MemoryLaneStore,
} from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import {
  openOperatorTables,
  type OperatorTables,
} from '../../../../src/engine/stores/postgres/operator-tables.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';
import { counterProjection } from '../../../support/counter-projections.ts';
import { around, dyingAt, never, untilKilled, worker } from '../../../support/lane-harness.ts';
import { memoryContents } from '../../../support/memory-contents.ts';
import { memoryEventReader, type MemoryEventReader } from '../../../support/memory-event-reader.ts';
import { withDatabase } from '../../../support/servers.ts';

const { CounterOpened, CounterIncremented } = CounterEvents;
const LANES = 2;

const database = withDatabase();
let tables: OperatorTables;
beforeAll(() => {
  tables = openOperatorTables({ databaseUrl: database().url });
});
afterAll(() => tables.close());

/** Of a name of its own in each test, as the tables are of all. */
let projection: typeof counterProjection;
let reader: MemoryEventReader;
let store: MemoryLaneStore;
let count = 0;
beforeEach(async () => {
  count += 1;
  projection = {
    ...counterProjection,
    name: `counter${count}` as 'counter',
    foldId: 'v1-same',
    lanes: LANES,
  };
  reader = memoryEventReader();
  store = memoryLaneStore(() => LANES);
  for (let n = 0; n < 20; n += 1) reader.append(`c${n}`, CounterOpened({ name: `${n}` }));
  await turnAll(workerOf());
});

function workerOf(over: LaneStore = store, code = projection): Projector {
  const rebuilding = { rebuilds: tables.rebuilds, contents: memoryContents(store) };
  return worker({ projection: code, reader, store: over, rebuilding, keepReplacedMs: 600_000 });
}

async function turnAll(projector: Projector): Promise<void> {
  for (const lane of lanesOf(projection)) await projector.turn(lane, never);
}
async function fillAll(projector: Projector = workerOf(), times = 1): Promise<void> {
  for (let n = 0; n < times; n += 1)
    for (const lane of lanesOf(projection)) await projector.fill(lane, never);
}

const deed = (verb: Verb, input: JsonObject = {}, commandId: string = randomUUID()) =>
  runDeed(
    {
      verbs: verbTable(
        rebuildVerbs({
          store,
          rebuilds: tables.rebuilds,
          system: { projection: (name) => (name === projection.name ? projection : undefined) },
        }),
      ),
      commands: tables.commands,
    },
    { verb, commandId, principal: 'ann', reason: 'a test', input: { projection: projection.name, ...input } },
  );

async function last(): Promise<Rebuild> {
  const found = await tables.rebuilds.last(projection.name);
  if (!found) throw new Error('There is no rebuild.');
  return found;
}

const live = async () => Promise.all(lanesOf(projection).map(async (lane) => (await store.state(lane)).live));
const ids = async () => (await live()).map((generation) => generation?.id ?? '');
const nexts = async () =>
  Promise.all(lanesOf(projection).map(async (lane) => (await store.state(lane)).next));
const dumps = async () => {
  const all = await ids();
  return lanesOf(projection).map((lane, index) => [...store.dump(lane, all[index] ?? '')]);
};

/** A document that is not what the events say. */
async function loseOne(): Promise<string> {
  const [lane = { projection: '', lane: 0 }] = lanesOf(projection);
  const generation = (await store.state(lane)).live?.id ?? '';
  const id = [...store.dump(lane, generation).keys()][0]?.slice('doc:'.length) ?? '';
  store.lose(lane, generation, `doc:${id}`);
  return id;
}

describe('a rebuild', () => {
  test('fills the same code beside what readers see, compares all, and switches', async () => {
    const [before, content] = [await ids(), await dumps()];
    const begun = await deed('rebuildProjection');
    expect(begun).toMatchObject({ done: true, result: { projection: projection.name } });
    expect(await last()).toMatchObject({ state: 'FILLING', by: 'ann', isApproved: false });
    reader.append('c1', CounterIncremented({ by: 1 }));
    await turnAll(workerOf());
    await fillAll(workerOf(), 2);
    expect(await last()).toMatchObject({ state: 'SWITCHED' });
    const compared = (await last()).lanes.map(({ comparison }) => comparison?.compared ?? 0);
    expect(compared.reduce((sum, each) => sum + each)).toBe(20);
    const after = await ids();
    expect(new Set([...before, ...after]).size).toBe(3);
    expect(after).toEqual((await last()).lanes.map(({ generation }) => generation));
    await turnAll(workerOf());
    expect((await dumps()).flat()).toHaveLength(content.flat().length);
    expect(await nexts()).toEqual([null, null]);
  });

  test('compares a sample only, if that is asked for', async () => {
    await deed('rebuildProjection', { sample: 0.3 });
    await fillAll(workerOf(), 2);
    const compared = (await last()).lanes.map(({ comparison }) => comparison?.compared ?? 0);
    const sum = compared.reduce((all, each) => all + each);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThan(20);
    expect(await last()).toMatchObject({ state: 'SWITCHED' });
  });

  test('that differs waits for approval, follows meanwhile, and shows what differs', async () => {
    const before = await ids();
    const lost = await loseOne();
    await deed('rebuildProjection');
    await fillAll(workerOf(), 3);
    const waiting = await last();
    expect(waiting).toMatchObject({ state: 'WAITING_FOR_APPROVAL' });
    const found = waiting.lanes.flatMap(({ comparison }) => comparison?.found ?? []);
    expect(found).toMatchObject([{ id: lost, kind: 'MISSING_IN_LIVE', live: null, next: { count: 0 } }]);
    expect(await ids()).toEqual(before);
    reader.append(lost, CounterIncremented({ by: 5 }));
    await fillAll();
    expect(await deed('switchProjection')).toMatchObject({ done: true });
    await fillAll(workerOf(), 2);
    expect(await last()).toMatchObject({ state: 'SWITCHED' });
    const read = (await store.reader.read([{ projection: projection.name, id: lost }]))[0];
    expect(read).toMatchObject({ state: 'live', document: { version: 2, body: { count: 5 } } });
  });

  test('that differs switches if it was approved before', async () => {
    await loseOne();
    await deed('rebuildProjection', { approve: true });
    await fillAll(workerOf(), 2);
    expect(await last()).toMatchObject({ state: 'SWITCHED' });
    expect((await last()).lanes.some(({ comparison }) => comparison?.differences === 1)).toBe(true);
  });

  test('is one at a time, and the same deed again is the same one', async () => {
    const commandIds = Array.from({ length: 5 }, () => randomUUID());
    const outcomes = await Promise.all(commandIds.map((id) => deed('rebuildProjection', {}, id)));
    expect(outcomes.filter(({ done }) => done)).toHaveLength(1);
    const refusals = outcomes.flatMap((outcome) => (outcome.done ? [] : [outcome.code]));
    expect(refusals).toEqual(Array(4).fill('REBUILD_UNDER_WAY'));
    const { id, lanes } = await last();
    expect(await deed('rebuildProjection', {}, id)).toMatchObject({
      ...{ done: true, replayed: true },
      result: { generation: lanes[0]?.generation },
    });
  });

  test('is refused where there is nothing to compare with', async () => {
    const [lane = { projection: '', lane: 0 }] = lanesOf(projection);
    const before = (await store.state(lane)).live?.id ?? '';
    await store.openLive(lane, newGeneration(projection), before);
    expect(await deed('rebuildProjection')).toMatchObject({ done: false, code: 'REBUILD_UNDER_WAY' });
    await turnAll(workerOf());
    projection = { ...projection, foldId: 'v2-other' };
    expect(await deed('rebuildProjection')).toMatchObject({ done: false, code: 'REBUILD_UNDER_WAY' });
    expect(await deed('rebuildProjection', { projection: 'none' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await deed('rebuildProjection', { sample: 2 })).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  test('whose beginner was killed before anything was opened is found by a worker', async () => {
    await deed('rebuildProjection');
    const { lanes } = await last();
    for (const { lane, generation } of lanes) {
      await store.openNext({ projection: projection.name, lane }, null, generation);
    }
    await fillAll(workerOf(), 2);
    expect(await last()).toMatchObject({ state: 'SWITCHED' });
  });
});

describe('a rebuild that is given up', () => {
  test.each([
    ['before it is filled', 0, {}],
    ['while it waits', 2, {}],
  ])('%s leaves what readers see, and nothing beside it', async (_when, fills) => {
    const before = await ids();
    await loseOne();
    await deed('rebuildProjection');
    const working = workerOf();
    await fillAll(working, fills);
    expect(await deed('abortRebuild')).toMatchObject({ done: true, result: { switched: [] } });
    await fillAll(working, 2);
    expect(await last()).toMatchObject({ state: 'ABORTED' });
    expect([await ids(), await nexts()]).toEqual([before, [null, null]]);
    expect(await deed('abortRebuild')).toMatchObject({ done: false, code: 'NOTHING_TO_ABORT' });
    expect(await deed('switchProjection')).toMatchObject({ done: false, code: 'NOTHING_TO_SWITCH' });
    expect(await deed('rebuildProjection', { approve: true })).toMatchObject({ done: true });
    await fillAll(working, 2);
    expect(await last()).toMatchObject({ state: 'SWITCHED' });
  });

  test('by an operator who was killed in the middle is cleared away by workers', async () => {
    await loseOne();
    await deed('rebuildProjection');
    await fillAll(workerOf(), 2);
    const { id } = await last();
    await tables.rebuilds.move(id, { from: ['WAITING_FOR_APPROVAL'], to: 'ABORTED' });
    const before = await ids();
    await fillAll(workerOf(), 2);
    expect([await ids(), await nexts()]).toEqual([before, [null, null]]);
  });

  test('ends when code of another version takes its place', async () => {
    await loseOne();
    await deed('rebuildProjection');
    await fillAll(workerOf(), 2);
    const newer = { ...projection, foldId: 'v2-newer' };
    await fillAll(workerOf(store, newer), 2);
    expect(await last()).toMatchObject({ state: 'ABORTED', note: 'Code of another version took its place.' });
    expect((await ids()).every((id) => id.startsWith('v2-newer.'))).toBe(true);
  });
});

describe('an undo', () => {
  test('goes back to what was there, brought up to what has happened since', async () => {
    const before = await ids();
    await deed('rebuildProjection');
    await fillAll(workerOf(), 2);
    reader.append('c3', CounterIncremented({ by: 3 }));
    await turnAll(workerOf());
    expect(await deed('undoRebuild')).toMatchObject({ done: true });
    await fillAll(workerOf(), 2);
    expect(await ids()).toEqual(before);
    expect(await last()).toMatchObject({ state: 'SWITCHED', isUndo: true });
    const read = (await store.reader.read([{ projection: projection.name, id: 'c3' }]))[0];
    expect(read).toMatchObject({ state: 'live', checkpoint: '21', document: { body: { count: 3 } } });
  });

  test('of nothing, or of what was removed, is refused', async () => {
    expect(await deed('undoRebuild')).toMatchObject({ done: false, code: 'NOTHING_TO_UNDO' });
    const before = await ids();
    await deed('rebuildProjection');
    await fillAll(workerOf(), 2);
    for (const [index, lane] of lanesOf(projection).entries()) await store.retire(lane, before[index] ?? '');
    expect(await deed('undoRebuild')).toMatchObject({ done: false, code: 'NOTHING_TO_UNDO' });
  });
});

test.each(['before', 'after'] as const)(
  'a worker may die %s any step: the next one ends it',
  async (when) => {
    for (let n = 1; ; n += 1) {
      await deed('rebuildProjection', { approve: true });
      const { id } = await last();
      const dying = workerOf(dyingAt(store, n, when));
      const isKilled = await untilKilled(fillAll(dying, 2));
      reader.append(`c${n % 20}`, CounterIncremented({ by: 1 }));
      const next = workerOf();
      await turnAll(next);
      await fillAll(next, 3);
      expect([n, await last()]).toMatchObject([n, { id, state: 'SWITCHED' }]);
      expect((await last()).lanes.map(({ comparison }) => comparison?.differences)).toEqual([0, 0]);
      expect(await ids()).toEqual((await last()).lanes.map(({ generation }) => generation));
      if (!isKilled) break;
    }
  },
);

test('readers never see a version fall while events go on at every step', async () => {
  const serving = workerOf();
  let worst = 0;
  let seen = 0;
  const look = async (): Promise<void> => {
    const read = (await store.reader.read([{ projection: projection.name, id: 'c1' }]))[0];
    const version = read?.state === 'live' ? (read.document?.version ?? 0) : -1;
    worst = Math.min(worst, version - seen);
    seen = Math.max(seen, version);
  };
  let steps = 0;
  const racing = around(store, async (step, call) => {
    steps += 1;
    if (steps < 60 && (step === 'commit' || step === 'goLive')) {
      reader.append('c1', CounterIncremented({ by: 1 }));
      await turnAll(serving);
    }
    await look();
    const result = await call();
    await look();
    return result;
  });
  await deed('rebuildProjection');
  await fillAll(workerOf(racing), 6);
  expect(await last()).toMatchObject({ state: 'SWITCHED' });
  expect((await last()).lanes.map(({ comparison }) => comparison?.differences)).toEqual([0, 0]);
  expect([worst, seen > 5]).toEqual([0, true]);
});

test('a rate is kept to', async () => {
  for (let n = 0; n < 40; n += 1) reader.append(`c${n % 20}`, CounterIncremented({ by: 1 }));
  await turnAll(workerOf());
  await deed('rebuildProjection', { eventsPerSecond: 100 });
  const began = performance.now();
  await workerOf().fill({ projection: projection.name, lane: 0 }, never);
  // 60 events, the last part of which nobody waits for.
  expect(performance.now() - began).toBeGreaterThan(300);
});
