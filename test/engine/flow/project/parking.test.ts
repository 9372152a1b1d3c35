// Parked documents: an event that can't be folded into a document parks that one and no other, in the same bytes however
// events are cut; a redrive with mended code gives what a rebuild gives.
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Projection } from '../../../../src/engine/definitions/projection.ts';
import { defineModule } from '../../../../src/engine/definitions/module.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { parkedDocuments } from '../../../../src/engine/operations/parked-documents.ts';
import { SUBJECT_ERASED } from '../../../../src/engine/model/personal.ts';
import { discardedFrom, EVERYWHERE } from '../../../../src/engine/model/discarded-events.ts';
import type { RecordedEvent } from '../../../../src/engine/model/events.ts';
import { clearOutlook, unwatchedLanes, type LaneHealth } from '../../../../src/engine/model/lane-health.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import { observeWork, type Work } from '../../../../src/engine/model/work-in-hand.ts';
import {
  memoryLaneStore,
  type MemoryLaneStore,
} from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import { BadgeEvents, CounterEvents, TallyEvents } from '../../../support/counter-domain.ts';
import { totalsProjection } from '../../../support/counter-projections.ts';
import {
  dumpLive,
  dyingAt,
  laneExpected,
  never,
  untilKilled,
  worker,
  type HarnessOptions,
} from '../../../support/lane-harness.ts';
import { memoryEventReader, type MemoryEventReader } from '../../../support/memory-event-reader.ts';
import { appendSteps, shelfProjection, shelfStep } from '../../../support/shelf-projection.ts';

const { BadgeAwarded, BadgeRetitled } = BadgeEvents;
const { CounterOpened, CounterRenamed } = CounterEvents;
const { TallyMarked } = TallyEvents;
const lane = { projection: shelfProjection.name, lane: 0 };

/** Code with a bug: some events throw in some documents, and some in the reference. */
function broken(isPoison: (event: RecordedEvent, id: string) => boolean): Projection {
  const refuse = (event: RecordedEvent, id: string): void => {
    if (isPoison(event, id)) throw new Error(`${event.type} is poison to ${id}`);
  };
  return {
    ...shelfProjection,
    fold: (own, event, id) => {
      refuse(event, id);
      return shelfProjection.fold(own, event, id);
    },
    embeds: shelfProjection.embeds.map((embed) => ({
      ...embed,
      embeds: {
        ...embed.embeds,
        fold: (value, event) => {
          refuse(event, event.streamId);
          return embed.embeds.fold(value, event);
        },
      },
    })),
  };
}

let reader: MemoryEventReader;
let store: MemoryLaneStore;
beforeEach(() => {
  reader = memoryEventReader();
  store = memoryLaneStore();
});

const turnOf = (projection: Projection, options: Partial<HarnessOptions> = {}) =>
  worker({ projection, reader, store, breaker: { most: 1000 }, ...options }).turn(lane, never);
const read = async (id: string) => (await store.reader.read([{ projection: 'shelf', id }]))[0]?.document;
const generation = async () => (await store.state(lane)).live?.id ?? '';
const parkedIds = async () => store.parked(lane, await generation(), '', 100);

async function redrive(
  projection: Projection,
  ids?: readonly string[],
  health: LaneHealth = unwatchedLanes,
): Promise<void> {
  await store.askToMend(lane, await generation(), ids ?? (await parkedIds()));
  await worker({ projection, reader, store, health }).fill(lane, never);
}

const isTitle = (text: string) => (event: RecordedEvent) =>
  event.type === 'BadgeRetitled' && JSON.stringify(event.data).includes(text);

describe('an event that throws', () => {
  test('parks its document with the last good state; later ones wait, other documents go on', async () => {
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 'good' }), BadgeRetitled({ title: 'poison' }));
    reader.append('b2', BadgeAwarded({ counterId: 'c1', title: 'two' }));
    reader.append('b1', BadgeRetitled({ title: 'later' }), BadgeRetitled({ title: 'last' }));
    const logged: object[] = [];
    const logger = { ...silentLogger, error: (fields: object) => void logged.push(fields) };
    expect(await turnOf(broken(isTitle('poison')), { logger })).toBe('atHead');
    expect(await read('b1')).toMatchObject({
      ...{ version: 1, body: { title: 'good' } },
      parked: {
        ...{ position: '2', type: 'BadgeRetitled', stream: 'badge/b1', code: 'FOLD_FAILED', followers: 2 },
        message: expect.stringContaining('is poison to b1'),
        stack: expect.stringContaining('parking.test.ts'),
      },
    });
    expect(await read('b2')).toMatchObject({ version: 1, body: { title: 'two' } });
    expect(await parkedIds()).toEqual(['b1']);
    expect(await store.countParked(lane, await generation())).toBe(1);
    expect(logged).toMatchObject([{ code: 'DOCUMENT_PARKED', id: 'b1', position: '2', parked: 1 }]);
    // Nobody is told of a version that did not come.
    const versions = store.notices.flatMap(({ documents }) => documents.map(({ id }) => id));
    expect(versions).not.toContain('b1');
  });

  test('parks, of the documents that it is routed to, those it fails for', async () => {
    for (const id of ['b1', 'b2', 'b3']) reader.append(id, BadgeAwarded({ counterId: 'c1', title: id }));
    reader.append('t1', TallyMarked({ mark: 'b1,b2,b3' }));
    const code = broken((event, id) => event.type === 'TallyMarked' && id === 'b2');
    expect(await turnOf(code, { limits: { documentsPerScript: 3 } })).toBe('atHead');
    expect(await parkedIds()).toEqual(['b2']);
    expect(await read('b3')).toMatchObject({ body: { marks: { t1: 1 } } });
  });

  test('in a reference parks the documents that show it, also those made later', async () => {
    reader.append('c1', CounterOpened({ name: 'one' }));
    reader.append('c2', CounterOpened({ name: 'two' }));
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 'shows it' }));
    reader.append('b2', BadgeAwarded({ counterId: 'c2', title: 'does not' }));
    reader.append('c1', CounterRenamed({ name: 'poison' }));
    reader.append('b3', BadgeAwarded({ counterId: 'c1', title: 'later' }));
    reader.append('c1', CounterRenamed({ name: 'good again' }));
    const code = broken(
      ({ type, data }) => type === 'CounterRenamed' && JSON.stringify(data).includes('poison'),
    );
    expect(await turnOf(code)).toBe('atHead');
    expect(await parkedIds()).toEqual(['b1', 'b3']);
    expect(await read('b1')).toMatchObject({
      ...{ version: 1, body: { counter: { name: 'one' } } },
      parked: { position: '5', stream: 'counter/c1' },
    });
    await redrive(shelfProjection);
    expect(await parkedIds()).toEqual([]);
    expect((await dumpLive(store, lane)).texts).toEqual(
      await laneExpected(shelfProjection, reader.events, 0),
    );
  });

  test('in a reference that nothing shows is tried again when a document does', async () => {
    reader.append('c1', CounterOpened({ name: 'poison' }));
    await turnOf(broken(({ type }) => type === 'CounterOpened'));
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 'shows it' }));
    expect(await turnOf(shelfProjection)).toBe('atHead');
    expect(await read('b1')).toMatchObject({ body: { counter: { name: 'poison' } } });
    expect((await dumpLive(store, lane)).texts).toEqual(
      await laneExpected(shelfProjection, reader.events, 0),
    );
  });

  test('is tried again by a redrive: in vain by the same code, which counts it', async () => {
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 'good' }), BadgeRetitled({ title: 'poison' }));
    await turnOf(broken(isTitle('poison')));
    await redrive(broken(isTitle('poison')));
    expect(await read('b1')).toMatchObject({ version: 1, parked: { tries: 1 } });
    await redrive(shelfProjection);
    expect(await read('b1')).toMatchObject({ version: 2, body: { title: 'poison' } });
    expect(await read('b1')).not.toHaveProperty('parked');
    expect(store.notices.at(-1)).toMatchObject({ documents: [{ id: 'b1', version: 2 }] });
  });

  test('that an operator discards is passed over, by one document or by all', async () => {
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 'good' }), BadgeRetitled({ title: 'poison' }));
    reader.append('b1', BadgeRetitled({ title: 'last' }));
    const code = broken(isTitle('poison'));
    await turnOf(code);
    for (const from of ['b1', EVERYWHERE]) {
      const discarded = [discardedFrom('shelf', from)];
      const marked = async (events: readonly RecordedEvent[]) =>
        events.map((each) => (isTitle('poison')(each) ? { ...each, discarded } : each));
      const marking = {
        ...reader,
        marked,
        readFrom: async (...asked: Parameters<typeof reader.readFrom>) =>
          marked(await reader.readFrom(...asked)),
        readStreams: async (...asked: Parameters<typeof reader.readStreams>) => {
          const { streams, ...rest } = await reader.readStreams(...asked);
          return { ...rest, streams: await Promise.all(streams.map(marked)) };
        },
      };
      await store.askToMend(lane, await generation(), ['b1']);
      await worker({ projection: code, reader: marking, store }).fill(lane, never);
      expect(await read('b1')).toMatchObject({ version: 3, body: { title: 'last' } });
      const anew = memoryLaneStore();
      await worker({ projection: code, reader: marking, store: anew }).turn(lane, never);
      expect((await dumpLive(anew, lane)).texts).toEqual((await dumpLive(store, lane)).texts);
    }
  });

  test('in very many documents pauses the lane instead, for an operator to look', async () => {
    for (let n = 0; n < 30; n += 1) reader.append(`b${n}`, BadgeAwarded({ counterId: 'c1', title: 't' }));
    const code = broken(({ type }) => type === 'BadgeAwarded');
    const reports: string[] = [];
    const health: LaneHealth = {
      ...unwatchedLanes,
      report: async (_code, { reason }) => void reports.push(reason),
    };
    const options = { breaker: { most: 10, share: 0.5 }, limits: { documentsPerScript: 4 }, health };
    expect(await turnOf(code, options)).toBe('stopped');
    expect(reports).toEqual(['TOO_MANY_PARKED']);
    expect((await parkedIds()).length).toBeLessThanOrEqual(10);
    // No attempt parks any more, nor other code: an operator looks first.
    const before = await parkedIds();
    expect(await turnOf(code, options)).toBe('paused');
    expect((await store.state(lane)).paused).toMatchObject({
      by: 'breaker',
      reason: expect.stringContaining('is poison'),
    });
    expect(await parkedIds()).toEqual(before);
    await store.pause(lane, null);
    expect(await turnOf(shelfProjection, options)).toBe('atHead');
  });

  test('in very many documents of what is filled beside never gets it to be switched to', async () => {
    for (let n = 0; n < 30; n += 1) reader.append(`b${n}`, BadgeAwarded({ counterId: 'c1', title: 't' }));
    await turnOf(shelfProjection);
    const next = { ...broken(({ type }) => type === 'BadgeAwarded'), foldId: 'v2-00000000' };
    const projector = worker({ projection: next, reader, store, breaker: { most: 10, share: 0.5 } });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await projector.fill(lane, never)).toBe('stopped');
    }
    expect((await store.state(lane)).live?.id).toMatch(/^v1-/);
    expect(await turnOf(shelfProjection)).toBe('atHead');
  });

  test('a few of very many do not', async () => {
    for (let n = 0; n < 300; n += 1)
      reader.append(`b${n}`, BadgeAwarded({ counterId: 'c1', title: `t${n}` }));
    const code = broken(({ data }) => JSON.stringify(data).includes('7'));
    expect(await turnOf(code, { breaker: { most: 10, share: 0.5 } })).toBe('atHead');
    expect(await parkedIds()).toHaveLength(57);
  });
});

describe('an event that has ended processes', () => {
  const hanging = (event: () => RecordedEvent | undefined): LaneHealth => ({
    ...unwatchedLanes,
    look: async () => ({
      ...clearOutlook,
      barrier: async (events) => {
        const found = events.find(({ id }) => id === event()?.id);
        return found && { kind: 'heldBack', event: found };
      },
    }),
    hanging: async () => ({
      event: (position) => position === event()?.position,
      document: (position) => position === event()?.position,
    }),
  });

  test('parks the document of its stream without running the code again', async () => {
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 'good' }), BadgeRetitled({ title: 'hangs' }));
    reader.append('b2', BadgeAwarded({ counterId: 'c1', title: 'two' }));
    const code = broken((event) => {
      if (isTitle('hangs')(event)) throw new TypeError('It was run.');
      return false;
    });
    expect(await turnOf(code, { health: hanging(() => reader.events[1]) })).toBe('atHead');
    expect(await read('b1')).toMatchObject({ version: 1, parked: { code: 'FOLD_HANGS', position: '2' } });
    expect(await read('b2')).toMatchObject({ version: 1, body: { title: 'two' } });
  });

  test('is not run again by what folds its document anew: an erasure, or a try', async () => {
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 'good' }), BadgeRetitled({ title: 'hangs' }));
    reader.append('b1', { category: 'badge', type: SUBJECT_ERASED, schemaVersion: 1, data: {} });
    const code = broken(isTitle('hangs'));
    const health = hanging(() => reader.events[1]);
    expect(await turnOf(code, { health })).toBe('atHead');
    const parked = { code: 'FOLD_HANGS', position: '2', followers: 1 };
    expect(await read('b1')).toMatchObject({ version: 1, body: { title: 'good' }, parked });
    const system = defineSystem('shelves', [
      defineModule('shelf', { events: [BadgeEvents, CounterEvents, TallyEvents], projections: [code] }),
    ]);
    const entry = await parkedDocuments(system, { store, events: reader, health }).find('shelf/b1');
    expect(await entry?.tried()).toMatchObject({ document: undefined, error: { code: 'FOLD_HANGS' } });
    // Other code is run, and shows what it makes of it.
    const mended = parkedDocuments(system, { store, events: reader, health: unwatchedLanes });
    expect(await (await mended.find('shelf/b1'))?.tried()).toMatchObject({ error: { code: 'FOLD_FAILED' } });
  });

  test('is passed over by the document where an operator has discarded it, also in a rebuild', async () => {
    reader.append('b1', BadgeAwarded({ counterId: 'c1', title: 'good' }), BadgeRetitled({ title: 'hangs' }));
    const discarded = [discardedFrom('shelf', 'b1')];
    const skipping = {
      ...reader,
      readFrom: async (...asked: Parameters<typeof reader.readFrom>) =>
        (await reader.readFrom(...asked)).map((each) =>
          isTitle('hangs')(each) ? { ...each, discarded } : each,
        ),
    };
    const health = hanging(() => reader.events[1]);
    expect(await turnOf(shelfProjection, { health, reader: skipping })).toBe('atHead');
    expect(await read('b1')).toMatchObject({ version: 2, body: { title: 'good' } });
    expect(await read('b1')).not.toHaveProperty('parked');
  });

  test('of another stream than the documents holds the lane back: which they are only its code could say', async () => {
    reader.append('c1', CounterOpened({ name: 'one' }));
    const reports: string[] = [];
    const health = {
      ...hanging(() => reader.events[0]),
      report: async (_: object, { reason }: { reason: string }) => void reports.push(reason),
    };
    const of = { projection: totalsProjection.name, lane: 0 };
    expect(await worker({ projection: totalsProjection, reader, store, health }).turn(of, never)).toBe(
      'stopped',
    );
    expect(reports).toEqual(['LANE_HELD_BACK']);
  });
});

describe('an event that has ended a process in the fold of a document', () => {
  /** @param documents those that it has ended processes for. */
  const alone = (position: string, ...documents: readonly string[]): LaneHealth => ({
    ...unwatchedLanes,
    look: async () => ({
      ...clearOutlook,
      barrier: async (events) => {
        const event = events.find((each) => each.position === position);
        return event && { kind: 'alone', event, except: new Set(documents) };
      },
    }),
    hanging: async () => ({
      event: () => false,
      document: (at, id) => at === position && documents.includes(id),
    }),
  });
  const hangsIn = (...ids: readonly string[]) =>
    broken((event, id) => {
      if (event.type === 'TallyMarked' && ids.includes(id)) throw new TypeError('It was run.');
      return false;
    });
  const markAll = (): void => {
    for (const id of ['b1', 'b2', 'b3']) reader.append(id, BadgeAwarded({ counterId: 'c1', title: id }));
    reader.append('t1', TallyMarked({ mark: 'b1,b2,b3' }), TallyMarked({ mark: 'b2,b3' }));
  };

  test.each([1000, 3])('parks that one, and is folded into the others: %i in a commit', async (most) => {
    markAll();
    const options = { health: alone('4', 'b2'), limits: { documentsPerScript: most } };
    expect(await turnOf(hangsIn('b2'), options)).toBe('atHead');
    expect(await parkedIds()).toEqual(['b2']);
    expect(await read('b2')).toMatchObject({
      ...{ version: 1, body: { marks: {} } },
      parked: { code: 'FOLD_HANGS', position: '4', stream: 'tally/t1', followers: 1 },
    });
    expect(await read('b1')).toMatchObject({ body: { marks: { t1: 1 } } });
    expect(await read('b3')).toMatchObject({ body: { marks: { t1: 2 } } });
  });

  test('says which document it is folded into, for that event alone', async () => {
    markAll();
    const held: (string | undefined)[] = [];
    let work: Work | undefined;
    const end = observeWork({ changed: (now) => (work = now), reached: () => {} });
    const seen = broken(({ position }) => {
      held.push(`${position} ${work?.document} ${work?.lane}`);
      return false;
    });
    await turnOf(seen, { health: alone('4') });
    end();
    expect(held.slice(3)).toEqual([
      ...['4 b1 shelf.0', '4 b2 shelf.0', '4 b3 shelf.0'],
      ...['5 undefined shelf.0', '5 undefined shelf.0'],
    ]);
  });

  test('is not run by a redrive or a repair either, until other code or an operator says so', async () => {
    markAll();
    await turnOf(hangsIn('b2'), { health: alone('4', 'b2') });
    const before = await read('b2');
    await redrive(hangsIn('b2'), ['b1', 'b2'], alone('4', 'b2'));
    expect(await read('b2')).toEqual({ ...before, parked: { ...before?.parked, tries: 1 } });
    expect(await read('b1')).toMatchObject({ body: { marks: { t1: 1 } } });
    await redrive(shelfProjection, ['b2']);
    expect(await read('b2')).toMatchObject({ body: { marks: { t1: 2 } } });
    expect(await read('b2')).not.toHaveProperty('parked');
  });

  test('is passed over where an operator has discarded it, also by a document that nothing else made', async () => {
    reader.append('t1', TallyMarked({ mark: 'b9' }));
    await turnOf(hangsIn('b9'), { health: alone('1', 'b9') });
    expect(await parkedIds()).toEqual(['b9']);
    const discarded = [discardedFrom('shelf', 'b9')];
    const skipping = {
      ...reader,
      readFrom: async (...asked: Parameters<typeof reader.readFrom>) =>
        (await reader.readFrom(...asked)).map((each) => ({ ...each, discarded })),
    };
    await store.askToMend(lane, await generation(), ['b9']);
    const health = alone('1', 'b9');
    await worker({ projection: hangsIn('b9'), reader: skipping, store, health }).fill(lane, never);
    expect(await parkedIds()).toEqual([]);
    expect((await read('b9'))?.body ?? null).toBeNull();
  });

  test('is named by lane and document where a repair meets it first', async () => {
    markAll();
    await turnOf(shelfProjection);
    let work: Work | undefined;
    let position: string | undefined;
    const end = observeWork({ changed: (now) => (work = now), reached: (at) => (position = at) });
    const held: object[] = [];
    const seen = broken((event, id) => {
      if (event.type === 'TallyMarked')
        held.push({ id, document: work?.document, lane: work?.lane, position });
      return false;
    });
    await redrive(seen, ['b1']);
    end();
    expect(held).toEqual([{ id: 'b1', document: 'b1', lane: 'shelf.0', position: '4' }]);
  });
});

describe('however events are cut and workers are killed', () => {
  const code = broken(({ type, position, data }, id) => {
    if (type === 'TallyMarked') return id === 'b3';
    return Number(position) % 7 === 0 && JSON.stringify(data).length % 2 === 0;
  });
  const limits = fc.record({
    documentsPerScript: fc.integer({ min: 3, max: 8 }),
    documentsPerBatch: fc.constantFrom(1, 5, 1000),
    documentsKept: fc.constantFrom(0, 1000),
  });
  const steps = fc.array(shelfStep, { minLength: 1, maxLength: 50 });
  const kills = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom('before', 'after')), {
    maxLength: 4,
  });

  test('the same documents are parked, and a redrive by mended code gives what a rebuild gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        kills,
        limits,
        fc.constantFrom(2, 7, 1000),
        async (part, deaths, limit, perPage) => {
          reader = memoryEventReader();
          store = memoryLaneStore();
          appendSteps(reader, part);
          const options = { limits: limit, eventsPerPage: perPage };
          for (const [n, when] of deaths) {
            await untilKilled(turnOf(code, { ...options, store: dyingAt(store, n, when) }));
          }
          expect(await turnOf(code, options)).toBe('atHead');
          const undisturbed = memoryLaneStore();
          await turnOf(code, { store: undisturbed });
          const live = (await undisturbed.state(lane)).live?.id ?? '';
          expect(await parkedIds()).toEqual(await undisturbed.parked(lane, live, '', 100));
          await redrive(shelfProjection);
          const { texts } = await dumpLive(store, lane);
          const expected = await laneExpected(shelfProjection, reader.events, 0);
          // References that no document shows are folded anew when one does.
          const unused = [...texts].filter(([, text]) => text.startsWith('{"!parked"'));
          expect(texts).toEqual(new Map([...expected, ...unused]));
        },
      ),
      { numRuns: 100 },
    );
  });
});
