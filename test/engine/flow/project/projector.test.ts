import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineDocument } from '../../../../src/engine/shapes/document/declare.ts';
import { defineProjection, type Projection } from '../../../../src/engine/definitions/projection.ts';
import type { Logger } from '../../../../src/engine/model/logger.ts';
import { BadgeEvents, CounterEvents, TallyEvents } from '../../../support/counter-domain.ts';
import {
  badgeProjection,
  counterProjection,
  totalsProjection,
} from '../../../support/counter-projections.ts';
import { dumpLive, never, worker } from '../../../support/lane-harness.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';
import { memoryLaneStore } from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import { shelfProjection } from '../../../support/shelf-projection.ts';

const { CounterOpened, CounterIncremented, CounterRenamed } = CounterEvents;
const { BadgeAwarded, BadgeRetitled } = BadgeEvents;
const laneOfProjection = (projection: { readonly name: string }) => ({
  projection: projection.name,
  lane: 0,
});

function setUp(projection: Projection) {
  const reader = memoryEventReader();
  const store = memoryLaneStore();
  const lane = laneOfProjection(projection);
  const projector = worker({ projection, reader, store });
  return {
    reader,
    store,
    lane,
    turn: () => projector.turn(lane, never),
    read: async (id: string) => (await store.reader.read([{ projection: projection.name, id }]))[0],
  };
}

describe('a turn', () => {
  test('opens a lane over an empty store, and readers may believe what is not there', async () => {
    const { turn, read, store } = setUp(counterProjection);
    expect(await turn()).toBe('atHead');
    expect(await read('c1')).toMatchObject({ state: 'live', checkpoint: '0', document: null });
    expect(store.notices).toMatchObject([{ switched: true }]);
  });

  test('folds the events since the checkpoint, and tells what it wrote', async () => {
    const { reader, turn, read, store } = setUp(counterProjection);
    await turn();
    reader.append('c1', CounterOpened({ name: 'one' }), CounterIncremented({ by: 2 }));
    reader.append('c2', CounterOpened({ name: 'two' }));
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 't' }));
    expect(await turn()).toBe('atHead');
    expect(await read('c1')).toMatchObject({
      checkpoint: '4',
      document: { version: 2, position: '2', body: { name: 'one', count: 2 } },
    });
    expect(store.notices.at(-1)).toMatchObject({
      checkpoint: '4',
      documents: [
        { id: 'c1', version: 2, position: '2', eventTypes: ['CounterOpened', 'CounterIncremented'] },
        { id: 'c2', version: 1, position: '3' },
      ],
    });
  });

  test('folds nothing of events that do not begin after the checkpoint', async () => {
    const { reader, store, lane, read } = setUp(counterProjection);
    reader.append('c1', CounterOpened({ name: 'one' }), CounterIncremented({ by: 2 }));
    const incarnation = () => reader.incarnation();
    for (const wrong of [reader.events.slice(1), [...reader.events, ...reader.events].slice(1)]) {
      const after = async () => ({ stands: true, events: wrong, atHead: true });
      const join = () => ({ comeTo: () => {}, others: async () => {}, leave: () => {} });
      const options = { projection: counterProjection, reader, store, pages: { incarnation, after, join } };
      await expect(worker(options).turn(lane, never)).rejects.toMatchObject({ code: 'POSITIONS_NOT_DENSE' });
      expect(await read('c1')).toMatchObject({ checkpoint: '0', document: null });
    }
    expect(await worker({ projection: counterProjection, reader, store }).turn(lane, never)).toBe('atHead');
    expect(await read('c1')).toMatchObject({ document: { version: 2, body: { count: 2 } } });
  });

  test('moves the checkpoint over events that are nothing to it', async () => {
    const { reader, turn, store, read } = setUp(counterProjection);
    reader.append('t1', TallyEvents.TallyMarked({ mark: 'x' }));
    await turn();
    expect(await read('c1')).toMatchObject({ state: 'live', checkpoint: '1' });
    const notices = store.notices.length;
    reader.append('t1', TallyEvents.TallyMarked({ mark: 'x' }));
    await turn();
    expect(store.notices.slice(notices)).toMatchObject([{ checkpoint: '2', documents: [] }]);
  });

  test('writes nothing where there is nothing new', async () => {
    const { reader, turn, store } = setUp(counterProjection);
    reader.append('c1', CounterOpened({ name: 'one' }));
    await turn();
    const notices = store.notices.length;
    await turn();
    expect(store.notices).toHaveLength(notices);
  });

  test('ends between two commits when it is told to', async () => {
    const { reader, store, lane } = setUp(counterProjection);
    for (let n = 0; n < 50; n += 1) reader.append(`c${n}`, CounterOpened({ name: 'x' }));
    const stop = new AbortController();
    const commit: typeof store.commit = (request) => {
      if (request.checkpoint.position !== '0') stop.abort();
      return store.commit(request);
    };
    const stopped = worker({
      projection: counterProjection,
      reader,
      store: { ...store, commit },
      eventsPerPage: 10,
    });
    expect(await stopped.turn(lane, stop.signal)).toBe('interrupted');
    expect((await dumpLive(store, lane)).position).toBe('9');
  });
});

describe('versions', () => {
  test('are those of the own stream, also for events the projection ignores', async () => {
    const opened = defineProjection('opened', {
      document: defineDocument('Opened', { name: z.string() }),
      from: [CounterEvents],
      create: { CounterOpened: ({ data }) => ({ name: data.name }) },
      update: {},
      ignore: ['CounterIncremented', 'CounterRenamed'],
    });
    const { reader, store, turn } = setUp(opened);
    reader.append('c1', CounterOpened({ name: 'one' }), CounterRenamed({ name: 'two' }));
    reader.append('c2', CounterRenamed({ name: 'never opened' }));
    await turn();
    const [first, second] = await store.reader.read([
      { projection: 'opened', id: 'c1' },
      { projection: 'opened', id: 'c2' },
    ]);
    expect(first?.document).toMatchObject({ version: 2, position: '2' });
    expect(second?.document).toMatchObject({ version: 1, position: '3', body: null });
  });

  test('count the events folded in where no stream owns the document', async () => {
    const { reader, turn, read } = setUp(totalsProjection);
    reader.append(
      'c1',
      CounterOpened({ name: 'x' }),
      CounterRenamed({ name: 'y' }),
      CounterIncremented({ by: 4 }),
    );
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 't' }));
    await turn();
    expect((await read('all'))?.document).toMatchObject({
      version: 3,
      position: '4',
      body: { opened: 1, awarded: 1, sum: 4 },
    });
  });
});

describe('references', () => {
  test('are shown as they stand now, whatever comes first', async () => {
    const { reader, turn, read } = setUp(badgeProjection);
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 'early' }));
    await turn();
    expect((await read('b1'))?.document?.body).toEqual({
      ...{ title: 'early', counterId: 'c1' },
      ...{ counter: null, counterName: null },
    });
    reader.append('c1', CounterOpened({ name: 'one' }));
    await turn();
    expect((await read('b1'))?.document).toMatchObject({
      version: 1,
      position: '2',
      body: { counter: { id: 'c1', name: 'one', count: 0 }, counterName: 'one' },
    });
    reader.append('b2', BadgeAwarded({ counterId: 'c1', title: 'late' }));
    reader.append('c1', CounterRenamed({ name: 'uno' }));
    await turn();
    expect((await read('b1'))?.document?.body).toMatchObject({ counterName: 'uno' });
    expect((await read('b2'))?.document).toMatchObject({ position: '4', body: { counterName: 'uno' } });
  });

  test('rewrite only documents that show the change', async () => {
    const reader = memoryEventReader();
    const store = memoryLaneStore();
    const projector = worker({ projection: shelfProjection, reader, store });
    const turn = () => projector.turn(laneOfProjection(shelfProjection), never);
    reader.append('c1', CounterOpened({ name: 'one' }));
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 't' }));
    reader.append('b2', BadgeAwarded({ counterId: 'c2', title: 't' }), BadgeRetitled({ title: '>c1' }));
    await turn();
    reader.append('c1', CounterIncremented({ by: 1 }));
    await turn();
    const read = await store.reader.read(['b1', 'b2'].map((id) => ({ projection: 'shelf', id })));
    expect(read.map(({ document }) => document?.position)).toEqual(['5', '4']);
    expect(store.notices.at(-1)?.documents.map(({ id }) => id)).toEqual(['b1']);
  });

  test('keep the fields of a document in the order of its definition', async () => {
    const { reader, turn, store, lane } = setUp(badgeProjection);
    reader.append('c1', CounterOpened({ name: 'one' }));
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 't' }));
    await turn();
    const { texts } = await dumpLive(store, lane);
    expect(texts.get('doc:b1')).toBe(
      '2 1 {"title":"t","counterId":"c1","counter":{"count":0,"id":"c1","name":"one"},"counterName":"one"}',
    );
    expect(texts.get('in:counter:c1')).toBe('b1 0');
    expect(texts.get('ref:counter:c1')).toBe('{"count":0,"id":"c1","name":"one"}');
  });
});

describe('what can not be folded', () => {
  const Growing = defineDocument('Growing', { text: z.string() });
  const growing = defineProjection('growing', {
    document: Growing,
    from: [TallyEvents],
    initial: { text: '' },
    create: {},
    update: {
      TallyMarked: ({ text }, { data }) => {
        if (data.mark === 'poison') throw new Error('I am poison');
        if (data.mark === 'date') return { text: new Date(0) as never };
        return { text: text + data.mark };
      },
    },
  });
  const { TallyMarked } = TallyEvents;

  function setUpGrowing() {
    const reader = memoryEventReader();
    const store = memoryLaneStore();
    const logged: { readonly level: string; readonly code?: string; readonly position?: string }[] = [];
    const log = (level: string) => (fields: object) => void logged.push({ level, ...fields });
    const logger: Logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
    const limits = { documentWarnBytes: 40, documentBytes: 100, scriptBytes: 120 };
    const projector = worker({ projection: growing, reader, store, logger, limits });
    const lane = laneOfProjection(growing);
    const at = async () => (await dumpLive(store, lane)).position;
    const read = async (id: string) =>
      (await store.reader.read([{ projection: growing.name, id }]))[0]?.document;
    return { reader, store, logged, lane, at, read, turn: () => projector.turn(lane, never) };
  }

  test.each(['poison', 'date'])('parks the document of the event (%s), and no other', async (mark) => {
    const { reader, turn, at, logged, read } = setUpGrowing();
    reader.append('t1', TallyMarked({ mark: 'a' }));
    reader.append('t2', TallyMarked({ mark }));
    reader.append('t1', TallyMarked({ mark: 'b' }));
    expect(await turn()).toBe('atHead');
    expect(await at()).toBe('3');
    expect(logged.filter(({ level }) => level === 'error')).toMatchObject([
      { code: 'DOCUMENT_PARKED', id: 't2', position: '2', type: 'TallyMarked', reason: 'FOLD_FAILED' },
    ]);
    expect(await read('t1')).toMatchObject({ version: 2, body: { text: 'ab' } });
    expect(await read('t2')).toMatchObject({ version: 0, body: null, parked: { position: '2' } });
  });

  test('is a document that has grown too large: warned of first, then parked', async () => {
    const { reader, turn, at, logged, read } = setUpGrowing();
    reader.append('t1', TallyMarked({ mark: 'x'.repeat(30) }));
    reader.append('t2', TallyMarked({ mark: 'y'.repeat(30) }));
    reader.append('t1', TallyMarked({ mark: 'x'.repeat(30) }));
    reader.append('t2', TallyMarked({ mark: 'y' }));
    reader.append('t1', TallyMarked({ mark: 'x'.repeat(50) }));
    reader.append('t2', TallyMarked({ mark: 'y' }));
    expect(await turn()).toBe('atHead');
    expect(await at()).toBe('6');
    expect(logged.filter(({ level }) => level === 'error')).toMatchObject([
      { code: 'DOCUMENT_PARKED', position: '5', reason: 'DOCUMENT_TOO_LARGE' },
    ]);
    expect(await read('t1')).toMatchObject({ version: 2, body: { text: 'x'.repeat(60) } });
    expect(await read('t2')).toMatchObject({ version: 3 });
    expect(logged.some(({ level }) => level === 'warn')).toBe(true);
  });

  test('is a route to what can not be an id: the document of the stream is parked', async () => {
    const { reader, lane, store, read } = setUpGrowing();
    const projection = { ...growing, route: () => ['a|b'] };
    reader.append('t1', TallyMarked({ mark: 'a' }));
    expect(await worker({ projection, reader, store }).turn(lane, never)).toBe('atHead');
    expect(await read('t1')).toMatchObject({ parked: { code: 'FOLD_FAILED' } });
  });

  test('is a route of another stream to what can not be an id: which documents those are is unknown, so the lane stops', async () => {
    const { reader, store } = setUpGrowing();
    const projection = { ...totalsProjection, route: () => ['a|b'] };
    reader.append('c1', CounterOpened({ name: 'one' }));
    const turn = () => worker({ projection, reader, store }).turn(laneOfProjection(projection), never);
    expect(await turn()).toBe('stopped');
    expect(await turn()).toBe('stopped');
  });

  test('is not a server that is away: that is thrown, and nothing is lost', async () => {
    const { reader, store, lane } = setUpGrowing();
    reader.append('t1', TallyMarked({ mark: 'a' }));
    const away = { ...reader, readFrom: () => Promise.reject(new Error('away')) };
    await expect(worker({ projection: growing, reader: away, store }).turn(lane, never)).rejects.toThrow(
      'away',
    );
    expect(await worker({ projection: growing, reader, store }).turn(lane, never)).toBe('atHead');
  });
});
