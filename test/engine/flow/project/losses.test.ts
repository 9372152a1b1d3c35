// Single keys of a lane are lost: the fold notices what it needs, readers tell of what they miss, and nothing stops.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Projection } from '../../../../src/engine/definitions/projection.ts';
import type { Logger } from '../../../../src/engine/model/logger.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import {
  memoryLaneStore,
  type MemoryLaneStore,
} from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import { badgeProjection, totalsProjection } from '../../../support/counter-projections.ts';
import { BadgeEvents, CounterEvents } from '../../../support/counter-domain.ts';
import { dumpLive, laneExpected, never, worker } from '../../../support/lane-harness.ts';
import { memoryEventReader, type MemoryEventReader } from '../../../support/memory-event-reader.ts';

const { CounterIncremented, CounterOpened, CounterRenamed } = CounterEvents;

let reader: MemoryEventReader;
let store: MemoryLaneStore;
let logged: object[];
beforeEach(() => {
  reader = memoryEventReader();
  store = memoryLaneStore();
  logged = [];
});
const logger: Logger = {
  ...silentLogger,
  warn: (fields) => void logged.push(fields),
  error: (fields) => void logged.push(fields),
};

function laneOf(projection: Projection) {
  const lane = { projection: projection.name, lane: 0 };
  const projector = worker({ projection, reader, store, logger });
  const lose = async (...names: readonly string[]): Promise<void> => {
    const { live } = await store.state(lane);
    for (const name of names) store.lose(lane, live?.id ?? '', name);
  };
  const generation = async () => (await store.state(lane)).live?.id ?? '';
  const expectWhole = async () => {
    const { state, position, texts } = await dumpLive(store, lane);
    expect([state, position]).toEqual(['live', String(reader.events.length)]);
    expect(texts).toEqual(await laneExpected(projection, reader.events, 0));
  };
  return {
    turn: () => projector.turn(lane, never),
    fill: () => projector.fill(lane, never),
    ...{ lose, generation, expectWhole },
  };
}

describe('an event whose', () => {
  test('document is lost folds it anew', async () => {
    const { turn, lose, expectWhole } = laneOf(badgeProjection);
    reader.append('c1', CounterOpened({ name: 'one' }), CounterRenamed({ name: 'uno' }));
    reader.append('b1', BadgeEvents.BadgeAwarded({ counterId: 'c1', title: 'first' }));
    await turn();
    await lose('doc:b1');
    reader.append('b1', BadgeEvents.BadgeRetitled({ title: 'second' }));
    expect(await turn()).toBe('atHead');
    await expectWhole();
    expect(logged).toEqual([
      { code: 'DOCUMENT_LOST', readModel: badgeProjection.name, lane: 0, lost: 1, ids: ['b1'] },
    ]);
  });

  test('reference is lost, or the document that embeds it, folds them anew', async () => {
    const { turn, lose, expectWhole } = laneOf(badgeProjection);
    reader.append('c1', CounterOpened({ name: 'one' }), CounterIncremented({ by: 3 }));
    for (const id of ['b1', 'b2'])
      reader.append(id, BadgeEvents.BadgeAwarded({ counterId: 'c1', title: id }));
    await turn();
    await lose('ref:counter:c1', 'doc:b2');
    reader.append('c1', CounterIncremented({ by: 2 }));
    reader.append('b3', BadgeEvents.BadgeAwarded({ counterId: 'c1', title: 'b3' }));
    expect(await turn()).toBe('atHead');
    await expectWhole();
    await lose('ref:counter:c1');
    reader.append('b4', BadgeEvents.BadgeAwarded({ counterId: 'c1', title: 'b4' }));
    await turn();
    await expectWhole();
    expect(logged).toMatchObject([
      { code: 'REFERENCE_LOST' },
      { code: 'DOCUMENT_LOST' },
      { code: 'REFERENCE_LOST' },
    ]);
  });

  test('document of many streams is lost folds it anew', async () => {
    const { turn, lose, expectWhole } = laneOf(totalsProjection);
    reader.append('c1', CounterOpened({ name: 'one' }), CounterIncremented({ by: 3 }));
    reader.append('c2', CounterOpened({ name: 'two' }), CounterIncremented({ by: 4 }));
    await turn();
    const [document = ''] = [
      ...(await dumpLive(store, { projection: totalsProjection.name, lane: 0 })).texts.keys(),
    ];
    await lose(document);
    reader.append('c2', CounterIncremented({ by: 5 }));
    expect(await turn()).toBe('atHead');
    await expectWhole();
    expect(logged).toMatchObject([{ code: 'DOCUMENT_LOST' }]);
  });

  test('embed index is lost has the lane filled anew, before anybody reads what is old', async () => {
    const { turn, lose, generation, expectWhole } = laneOf(badgeProjection);
    reader.append('c1', CounterOpened({ name: 'one' }));
    reader.append('b1', BadgeEvents.BadgeAwarded({ counterId: 'c1', title: 'first' }));
    await turn();
    for (const event of [
      () => reader.append('c1', CounterRenamed({ name: 'uno' })),
      () => reader.append('b2', BadgeEvents.BadgeAwarded({ counterId: 'c1', title: 'second' })),
    ]) {
      const before = await generation();
      await lose('in:counter:c1');
      event();
      expect(await turn()).toBe('atHead');
      expect(await generation()).not.toBe(before);
      await expectWhole();
    }
  });
});

test('a lane whose checkpoint is lost is filled anew', async () => {
  const { turn, lose, generation, expectWhole } = laneOf(badgeProjection);
  reader.append('b1', BadgeEvents.BadgeAwarded({ counterId: 'c1', title: 'first' }));
  await turn();
  const before = await generation();
  await lose('at', 'doc:b1');
  expect(await turn()).toBe('atHead');
  expect(await generation()).not.toBe(before);
  await expectWhole();
});

test('a lane whose register is lost, or that never had one, is filled anew beside what readers see', async () => {
  const { turn, fill, lose, generation, expectWhole } = laneOf(badgeProjection);
  reader.append('b1', BadgeEvents.BadgeAwarded({ counterId: 'c1', title: 'first' }));
  await turn();
  const before = await generation();
  await lose('register');
  await fill();
  expect(await generation()).not.toBe(before);
  await expectWhole();
  const after = await generation();
  await fill();
  expect(await generation()).toBe(after);
});

describe('a document that readers miss', () => {
  const keyOf = (id: string) => ({ projection: badgeProjection.name, id });
  const read = async (id: string) => (await store.reader.read([keyOf(id)]))[0];

  test('is folded anew, told of, and is not written over by anything older', async () => {
    const { turn, fill, lose, expectWhole } = laneOf(badgeProjection);
    reader.append('c1', CounterOpened({ name: 'one' }));
    for (const id of ['b1', 'b2'])
      reader.append(id, BadgeEvents.BadgeAwarded({ counterId: 'c1', title: id }));
    await turn();
    await lose('doc:b1');
    store.notices.length = 0;
    reader.append('b2', BadgeEvents.BadgeRetitled({ title: 'newer' }));
    store.reader.reportLost?.([keyOf('b1'), keyOf('b2'), keyOf('never')]);
    await fill();
    expect((await read('b1'))?.document).toMatchObject({ version: 1, body: { title: 'b1' } });
    expect((await read('b2'))?.document).toMatchObject({ version: 1 });
    expect(store.notices.flatMap(({ documents }) => documents.map(({ id }) => id))).toContain('b1');
    await turn();
    await expectWhole();
    store.notices.length = 0;
    await fill();
    expect(store.notices).toEqual([]);
  });
});
