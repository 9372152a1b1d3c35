import { afterEach, expect, test, vi } from 'vitest';
import { createStoreOwnership } from '../../../../src/engine/host/store/store-ownership.ts';
import { watchStore } from '../../../../src/engine/host/store/watch-store.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import type { OwnerRecord, StoreOwner } from '../../../../src/engine/model/store-owner.ts';
import type { SeenEvent, StoreRecord } from '../../../../src/engine/model/store.ts';

const DATABASE_URL = 'postgresql://db1/shop';
const database = { name: 'shop', schema: 'public', oid: '1', systemId: '7', timeline: '1', startedAt: '10' };
const mine: StoreOwner = { address: 'db1:5432/shop?public', oid: '1', systemId: '7', startedAt: '10' };
const other: StoreOwner = { ...mine, address: 'db2:5432/shop?public', oid: '2' };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closing.splice(0)) await close();
});

/** A database with events of these ids, and a Redis that holds this record, both to be changed. */
function scene({ events = ['a', 'b'], owner }: { events?: string[]; owner?: StoreOwner } = {}) {
  vi.useFakeTimers();
  const state = { events, incarnation: 'i1', name: 'k3', isAway: false, isGone: false, clock: 0 };
  const record: { owner: StoreOwner | undefined; held: boolean } = { owner, held: owner !== undefined };
  const logged: unknown[] = [];
  const log = (fields: object): void => void logged.push('code' in fields ? fields.code : undefined);
  const logger = { ...silentLogger, warn: log, error: log };
  const asked = { database: 0, redis: 0 };
  const read = async (seen: SeenEvent = { position: '0', id: '' }): Promise<StoreRecord> => ({
    ...{ name: state.name, incarnation: state.incarnation, restored: undefined, writtenBy: '1', database },
    head: { position: String(state.events.length), id: state.events.at(-1) ?? '' },
    stands: seen.position === '0' || state.events[Number(seen.position) - 1] === seen.id,
  });
  const answering = <Value>(value: Value): Promise<Value> => {
    asked.redis += 1;
    return state.isAway ? Promise.reject(new Error('away')) : Promise.resolve(value);
  };
  const owners = {
    read: (): Promise<OwnerRecord> => answering({ ...record }),
    hold: async (seen: StoreOwner | undefined, next: StoreOwner): Promise<boolean> => {
      if (JSON.stringify(seen) !== JSON.stringify(record.owner)) return answering(false);
      Object.assign(record, { owner: next, held: true });
      return answering(true);
    },
  };
  const ownership = createStoreOwnership({ owners, store: 'k3', logger, clock: () => state.clock });
  const open = async () => {
    const watch = watchStore({
      ...{ ownership, databaseUrl: DATABASE_URL, first: await read(), isNamed: false, logger },
      records: {
        read: (seen) => {
          asked.database += 1;
          return state.isGone ? Promise.reject(new Error('gone')) : read(seen);
        },
        renew: () => Promise.reject(new Error('not here')),
      },
    });
    closing.push(watch.close);
    return watch;
  };
  const second = () => vi.advanceTimersByTimeAsync(1001);
  return { state, record, logged, asked, open, second };
}

test('a new incarnation is told once, and is no alarm', async () => {
  const { state, logged, open, second } = scene();
  const notified: string[] = [];
  (await open()).onRenewed((incarnation) => notified.push(incarnation));
  await second();
  expect(notified).toEqual([]);
  Object.assign(state, { incarnation: 'i2', events: ['a'] });
  await second();
  await second();
  expect(notified).toEqual(['i2']);
  expect(logged).toEqual(['STORE_RENEWED']);
});

test.each([
  ['the head is below what was seen', ['a']],
  ['another event stands where one was seen', ['a', 'x', 'y']],
])('a restore that nobody has told is noticed: %s', async (_how, events) => {
  const { state, logged, open, second } = scene();
  await open();
  await second();
  state.events = events;
  await second();
  await second();
  expect(logged).toEqual(['STORE_RESTORED']);
});

test('more events are no alarm', async () => {
  const { state, logged, open, second } = scene();
  await open();
  state.events = ['a', 'b', 'c'];
  await second();
  await second();
  expect(logged).toEqual([]);
});

test('nothing is written before Redis has said whose the keys are, and nothing to those of another database', async () => {
  const { state, record, logged, open, second } = scene({ owner: mine });
  state.isAway = true;
  const watch = await open();
  await expect(watch.mayWrite()).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
  state.isAway = false;
  await watch.mayWrite();
  // Away again: what was known holds.
  state.isAway = true;
  await second();
  await watch.mayWrite();
  state.isAway = false;
  record.owner = other;
  await second();
  await expect(watch.mayWrite()).rejects.toMatchObject({ code: 'STORE_OF_ANOTHER_DATABASE' });
  await expect(watch.mayRead()).rejects.toMatchObject({ code: 'STORE_OF_ANOTHER_DATABASE' });
  await second();
  expect(logged).toEqual(['STORE_OF_ANOTHER_DATABASE']);
});

test('who was refused does not take a record that was lost, until its owner had time to renew it', async () => {
  const { state, record, open, second } = scene({ owner: other });
  const watch = await open();
  await expect(watch.mayWrite()).rejects.toMatchObject({ code: 'STORE_OF_ANOTHER_DATABASE' });
  Object.assign(record, { owner: undefined, held: false });
  await second();
  await expect(watch.mayWrite()).rejects.toMatchObject({ code: 'STORE_OF_ANOTHER_DATABASE' });
  expect(record.owner).toBeUndefined();
  state.clock += 6000;
  await second();
  await watch.mayWrite();
  expect(record.owner).toEqual(mine);
});

test('restored in place: nothing is written while the one before may be in use, and reads go on', async () => {
  const { record, open, second } = scene({ owner: { ...mine, oid: '0' } });
  const watch = await open();
  await second();
  await expect(watch.mayWrite()).rejects.toMatchObject({ code: 'STORE_OF_ANOTHER_DATABASE' });
  await watch.mayRead();
  record.held = false;
  await second();
  await watch.mayWrite();
  expect(record.owner).toEqual(mine);
});

test('a store that has another name now is not served by processes that know the old one', async () => {
  const { state, logged, open, second } = scene();
  const watch = await open();
  state.name = 'k4';
  await second();
  await second();
  await expect(watch.mayWrite()).rejects.toMatchObject({ code: 'STORE_RENAMED' });
  expect(logged).toEqual(['STORE_RENAMED']);
});

test('a look is one question to the database and, while nothing has changed, one to Redis', async () => {
  const { record, asked, open, second } = scene({ owner: mine });
  const watch = await open();
  await second();
  Object.assign(asked, { database: 0, redis: 0 });
  await second();
  await second();
  expect(asked).toEqual({ database: 2, redis: 2 });
  record.owner = other;
  await second();
  await expect(watch.mayWrite()).rejects.toMatchObject({ code: 'STORE_OF_ANOTHER_DATABASE' });
});

test('the head is asked for by a look, which spares the one that is due', async () => {
  const { state, asked, open, second } = scene({ owner: mine });
  const watch = await open();
  for (let each = 0; each < 5; each += 1) {
    state.events.push(`more-${each}`);
    expect(await watch.head()).toBe(String(state.events.length));
    await second();
  }
  expect(asked.database).toBe(5);
  await second();
  await second();
  expect(asked.database, 'nobody else asks any more').toBe(7);
});

test('the head is not known while the database is away, and is known while Redis is', async () => {
  const { state, open } = scene({ owner: mine });
  const watch = await open();
  state.isAway = true;
  expect(await watch.head()).toBe('2');
  state.isGone = true;
  await expect(watch.head()).rejects.toThrow('gone');
});
