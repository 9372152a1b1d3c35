import { describe, expect, test } from 'vitest';
import { BadgeEvents, CounterEvents, TallyEvents } from '../../../support/counter-domain.ts';
import { badgeProjection } from '../../../support/counter-projections.ts';
import {
  dumpLive,
  documentsExpected,
  dyingAt,
  laneExpected,
  never,
  onlyDocuments,
  untilKilled,
  worker,
} from '../../../support/lane-harness.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';
import { memoryLaneStore } from '../../../../src/engine/stores/memory/memory-lane-store.ts';
import { shelfProjection } from '../../../support/shelf-projection.ts';

const lane = { projection: 'badge', lane: 0 };
const { CounterOpened, CounterIncremented } = CounterEvents;

function withBadges(count: number) {
  const reader = memoryEventReader();
  const store = memoryLaneStore();
  reader.append('c1', CounterOpened({ name: 'one' }));
  for (let n = 0; n < count; n += 1) {
    reader.append(`b${n}`, BadgeEvents.BadgeAwarded({ counterId: 'c1', title: `${n}` }));
  }
  return { reader, store };
}

describe('an event that changes a fact which many documents show', () => {
  test('rewrites 5,000 of them in batches, and readers are told of each once', async () => {
    const { reader, store } = withBadges(5000);
    const projector = worker({ projection: badgeProjection, reader, store });
    await projector.turn(lane, never);
    store.notices.length = 0;
    reader.append('c1', CounterIncremented({ by: 7 }));
    await projector.turn(lane, never);
    const notified = store.notices.flatMap(({ documents }) => documents.map(({ id }) => id));
    expect(notified).toHaveLength(5000);
    expect(new Set(notified).size).toBe(5000);
    expect(Math.max(...store.notices.map(({ documents }) => documents.length))).toBeLessThanOrEqual(300);
    expect(store.notices.map(({ checkpoint }) => checkpoint).slice(-2)).toEqual(['5001', '5002']);
    expect((await dumpLive(store, lane)).texts).toEqual(
      await laneExpected(badgeProjection, reader.events, 0),
    );
  });

  test('goes on where it was killed, in the middle of any batch, and folds the fact once', async () => {
    const { reader, store } = withBadges(40);
    const limits = { documentsPerScript: 5 };
    const options = { projection: badgeProjection, reader, limits };
    await worker({ ...options, store }).turn(lane, never);
    for (let n = 0; n < 3; n += 1) reader.append('c1', CounterIncremented({ by: 7 }));
    let cursors = 0;
    for (let n = 1; n < 200; n += 1) {
      await untilKilled(
        worker({ ...options, store: dyingAt(store, 10, n % 2 ? 'before' : 'after') }).turn(lane, never),
      );
      const { live } = await store.state(lane);
      if ((await store.checkpoint(lane, live?.id ?? ''))?.cursor !== '') cursors += 1;
    }
    expect(cursors).toBeGreaterThan(3);
    const { position, texts } = await dumpLive(store, lane);
    expect(position).toBe('44');
    expect(texts.get('ref:counter:c1')).toBe('{"count":21,"id":"c1","name":"one"}');
    expect(onlyDocuments(texts)).toEqual(documentsExpected(badgeProjection, reader.events, 0));
    expect(texts).toEqual(await laneExpected(badgeProjection, reader.events, 0));
  });

  test('does not have the rest of its page loaded anew, and leaves nothing old of what it changed', async () => {
    const { reader, store } = withBadges(40);
    reader.append('c2', CounterOpened({ name: 'two' }));
    for (let n = 0; n < 200; n += 1) {
      reader.append(`o${n}`, BadgeEvents.BadgeAwarded({ counterId: 'c2', title: '' }));
    }
    const options = { projection: badgeProjection, reader, limits: { documentsPerScript: 10 } };
    await worker({ ...options, store }).turn(lane, never);
    const wide = 20;
    for (let n = 0; n < 600; n += 1) {
      const counterId = n % 60 < 30 ? 'c1' : 'c2';
      if (n % 30 === 0) reader.append('c1', CounterIncremented({ by: 1 }));
      else if (n % 30 === 7)
        reader.append(`o${n % 200}`, BadgeEvents.BadgeAwarded({ counterId, title: `${n}` }));
      else reader.append(`o${n % 200}`, BadgeEvents.BadgeRetitled({ title: `${n}` }));
    }
    let loaded = 0;
    const counting: typeof store = {
      ...store,
      load: (of, generation, ids, references) => {
        loaded += ids.length;
        return store.load(of, generation, ids, references);
      },
    };
    await worker({ ...options, store: counting }).turn(lane, never);
    expect((await dumpLive(store, lane)).texts).toEqual(
      await laneExpected(badgeProjection, reader.events, 0),
    );
    // Each event rewrites some 40 documents. What is loaded beside those is loaded once, and again where it was rewritten.
    expect(loaded).toBeLessThan(2 * wide * 60);
  });

  test('is put aside when the worker has to stop, and taken up by the next', async () => {
    const { reader, store } = withBadges(40);
    const options = { projection: badgeProjection, reader, limits: { documentsPerScript: 5 } };
    await worker({ ...options, store }).turn(lane, never);
    reader.append('c1', CounterIncremented({ by: 1 }));
    const stop = new AbortController();
    let commits = 0;
    const commit: typeof store.commit = (request) => {
      commits += 1;
      if (commits === 3) stop.abort();
      return store.commit(request);
    };
    expect(await worker({ ...options, store: { ...store, commit } }).turn(lane, stop.signal)).toBe(
      'interrupted',
    );
    expect(commits).toBe(3);
    expect((await dumpLive(store, lane)).position).toBe('41');
    expect(await worker({ ...options, store }).turn(lane, never)).toBe('atHead');
    expect((await dumpLive(store, lane)).texts).toEqual(
      await laneExpected(badgeProjection, reader.events, 0),
    );
  });
});

test.each([0, 1])(
  'one that was being fanned out when the store was restored to before it leaves no trace (%i events later)',
  async (later) => {
    const { reader, store } = withBadges(40);
    const options = { projection: badgeProjection, reader, limits: { documentsPerScript: 5 } };
    await worker({ ...options, store }).turn(lane, never);
    reader.append('c1', CounterIncremented({ by: 1 }));
    await untilKilled(worker({ ...options, store: dyingAt(store, 12, 'after') }).turn(lane, never));
    const { live } = await store.state(lane);
    expect((await store.checkpoint(lane, live?.id ?? ''))?.cursor).not.toBe('');
    reader.restoreTo(41);
    for (let n = 0; n < later; n += 1) reader.append('c1', CounterIncremented({ by: 100 }));
    expect(await worker({ ...options, store }).turn(lane, never)).toBe('atHead');
    expect((await store.state(lane)).live?.id).not.toBe(live?.id);
    expect((await dumpLive(store, lane)).texts).toEqual(
      await laneExpected(badgeProjection, reader.events, 0),
    );
  },
);

test('an event routed to more documents than one commit takes is fanned out the same way', async () => {
  const reader = memoryEventReader();
  const store = memoryLaneStore();
  const shelf = { projection: 'shelf', lane: 0 };
  const ids = Array.from({ length: 50 }, (_, n) => `b${n}`);
  for (const id of ids)
    reader.append(id, BadgeEvents.BadgeAwarded({ counterId: 'c1', title: 'x'.repeat(100) }));
  reader.append('t1', TallyEvents.TallyMarked({ mark: ids.join() }));
  reader.append('t1', TallyEvents.TallyMarked({ mark: 'b1' }));
  const options = {
    projection: shelfProjection,
    reader,
    limits: { documentsPerScript: 8, scriptBytes: 2000 },
  };
  for (let n = 1; n < 80; n += 1) {
    await untilKilled(worker({ ...options, store: dyingAt(store, n % 20, 'after') }).turn(shelf, never));
  }
  expect(await worker({ ...options, store }).turn(shelf, never)).toBe('atHead');
  const { texts } = await dumpLive(store, shelf);
  expect(onlyDocuments(texts)).toEqual(documentsExpected(shelfProjection, reader.events, 0));
  expect(texts.get('doc:b1')).toMatch(/"t1":2/);
  expect(texts.get('doc:b2')).toMatch(/"t1":1/);
});
