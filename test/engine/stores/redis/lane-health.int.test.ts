// Health records of lanes in Redis: who may fold an event that has ended processes, and for how long a trouble is told.
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLaneHealth } from '../../../../src/engine/stores/redis/lane-health.ts';
import { DEAD, strikeName } from '../../../../src/engine/model/lane-health.ts';
import { storeKeys } from '../../../../src/engine/model/store-keys.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';
import { withRedis } from '../../../support/servers.ts';

const server = withRedis();
const keys = storeKeys('health');
const lane = { projection: 'counter', lane: 0 };
const code = { lane, codeHash: 'c0de' };
const strike = strikeName('c0de', '2');
const store = memoryEventReader();
store.append('a', CounterEvents.CounterOpened({ name: 'a' }), CounterEvents.CounterIncremented({ by: 1 }));
store.append('a', CounterEvents.CounterIncremented({ by: 2 }));

let redis: Redis;
beforeAll(() => {
  redis = new Redis(server().url);
});
beforeEach(() => redis.flushall());
afterAll(() => redis.disconnect());

const healthOf = (owner: string) => createLaneHealth({ redis, keys, owner });
const barrierOf = async (owner: string, from = 0, of = code) =>
  (await healthOf(owner).look(of)).barrier(store.events.slice(from));
const strikes = (count: number) => redis.hset(keys.strikes(lane), strike, count);
const elsewhere = { kind: 'elsewhere', event: { position: '2' } };

test('nothing is held against a lane of which nothing is known', async () => {
  expect(await barrierOf('one')).toBeUndefined();
});

test('an event that another process is silent at is left to that one, by the same code', async () => {
  await redis.set(keys.suspect(lane), `one ${strike}`);
  expect(await barrierOf('two')).toMatchObject(elsewhere);
  expect(await barrierOf('one')).toBeUndefined();
  expect(await barrierOf('two', 0, { lane, codeHash: 'newer' })).toBeUndefined();
});

test('an event that has ended a process is tried by one that is not alone, and by no two', async () => {
  await strikes(1);
  await redis.set(keys.suspect(lane), `${DEAD} ${strike}`);
  expect(await barrierOf('one')).toMatchObject(elsewhere);
  expect(await barrierOf('one')).toMatchObject(elsewhere);
  const both = await Promise.all([barrierOf('two'), barrierOf('one'), barrierOf('three')]);
  expect(both.filter((barrier) => barrier === undefined)).toHaveLength(1);
  expect(both.filter((barrier) => barrier?.kind === 'elsewhere')).toHaveLength(2);
});

test('a process that is alone tries it when the mark has expired, and keeps the turn', async () => {
  await strikes(1);
  expect(await barrierOf('one')).toBeUndefined();
  expect(await barrierOf('two')).toMatchObject(elsewhere);
  expect(await barrierOf('one')).toBeUndefined();
});

test('an event that has ended two is held back, until it is resumed or folded by other code', async () => {
  await strikes(2);
  expect(await barrierOf('one')).toMatchObject({ kind: 'heldBack', event: { position: '2' } });
  expect(await barrierOf('one', 0, { lane, codeHash: 'newer' })).toBeUndefined();
  expect(await healthOf('').resume([lane, { projection: 'other', lane: 0 }])).toEqual([lane]);
  expect(await barrierOf('one')).toBeUndefined();
});

test('what the lane has left behind it is forgotten', async () => {
  await strikes(1);
  await healthOf('one').report(code, { position: '2', eventId: 'e', type: 'T', reason: 'FOLD_FAILED' });
  expect(await healthOf('').troubles([lane])).toMatchObject([
    { ...lane, position: '2', reason: 'FOLD_FAILED' },
  ]);
  expect(await barrierOf('one', 2)).toBeUndefined();
  expect(await redis.keys(`*${lane.projection}*`)).toEqual([]);
  expect(await healthOf('').troubles([lane])).toEqual([]);
});

test('a trouble that nobody says again is not believed for ever', async () => {
  await healthOf('one').report(code, { position: '2', eventId: 'e', type: 'T', reason: 'FOLD_FAILED' });
  expect(await redis.pttl(keys.trouble(lane))).toBeGreaterThan(40_000);
  expect(await redis.pttl(keys.trouble(lane))).toBeLessThanOrEqual(60_000);
});
