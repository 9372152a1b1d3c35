// Health records of lanes in Redis: who may fold an event that has ended processes, and for how long a trouble is told.
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLaneHealth } from '../../../../src/engine/stores/redis/lane-health.ts';
import {
  DEAD,
  MOST_HANGING_DOCUMENTS,
  NO_DOCUMENT,
  strikeName,
} from '../../../../src/engine/model/lane-health.ts';
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
const strikeFor = (document: string) =>
  redis.hincrby(keys.strikes(lane), strikeName('c0de', '2', document), 1);
const elsewhere = { kind: 'elsewhere', event: { position: '2' } };
const alone = (...documents: readonly string[]) => ({
  ...{ kind: 'alone', event: { position: '2' } },
  except: new Set(documents),
});

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
  expect(both.filter((barrier) => barrier?.kind === 'alone')).toHaveLength(1);
  expect(both.filter((barrier) => barrier?.kind === 'elsewhere')).toHaveLength(2);
});

test('a process that is alone tries it when the mark has expired, and keeps the turn', async () => {
  await strikes(1);
  expect(await barrierOf('one')).toMatchObject(alone());
  expect(await barrierOf('two')).toMatchObject(elsewhere);
  expect(await barrierOf('one')).toMatchObject(alone());
});

test('an event that has ended two is held back, until it is resumed or folded by other code', async () => {
  await strikes(2);
  expect(await barrierOf('one')).toMatchObject({ kind: 'heldBack', event: { position: '2' } });
  expect(await barrierOf('one', 0, { lane, codeHash: 'newer' })).toBeUndefined();
  expect(await healthOf('').resume([lane, { projection: 'other', lane: 0 }])).toEqual([lane]);
  expect(await barrierOf('one')).toBeUndefined();
});

test('an event that has ended one in the fold of a document is folded into the others', async () => {
  await strikes(1);
  await strikeFor('a');
  expect(await barrierOf('one')).toMatchObject(alone());
  await strikes(2);
  expect(await barrierOf('one')).toMatchObject(alone('a'));
  expect(await barrierOf('two')).toMatchObject(elsewhere);
  await strikeFor('b');
  await strikes(3);
  expect(await barrierOf('one')).toMatchObject(alone('a', 'b'));
});

test('one that two processes have met at once is folded alone before it is held back, if documents may be to blame', async () => {
  await strikes(2);
  const outlook = await healthOf('one').look(code);
  expect(await outlook.barrier(store.events, () => true)).toMatchObject(alone());
  expect(await outlook.barrier(store.events, () => false)).toMatchObject({ kind: 'heldBack' });
  await strikeFor('a');
  expect(await barrierOf('one')).toMatchObject(alone('a'));
});

test('an event is held back that has ended two elsewhere than in the fold of a document, or one for each of many', async () => {
  await strikes(2);
  await strikeFor(NO_DOCUMENT);
  expect(await barrierOf('one')).toMatchObject({ kind: 'heldBack' });
  await redis.flushall();
  await strikeFor('a');
  for (let n = 2; n < MOST_HANGING_DOCUMENTS; n += 1) await strikeFor(`a${n}`);
  await strikes(MOST_HANGING_DOCUMENTS);
  expect(await barrierOf('one')).toMatchObject({ kind: 'alone' });
  await strikeFor('b');
  expect(await barrierOf('one')).toMatchObject({ kind: 'heldBack' });
});

test('what hangs twice is known behind the lane too, until it is resumed, and to that code only', async () => {
  await strikes(1);
  await strikeFor('a');
  const known = () => healthOf('').hanging(code);
  expect((await known()).document('2', 'a')).toBe(false);
  await strikes(2);
  expect((await known()).document('2', 'a')).toBe(true);
  expect((await known()).document('2', 'b')).toBe(false);
  expect((await known()).document('3', 'a')).toBe(false);
  expect((await known()).event('2')).toBe(false);
  await strikes(3);
  await strikeFor(NO_DOCUMENT);
  expect((await known()).event('2')).toBe(true);
  expect((await known()).document('2', 'b')).toBe(true);
  await (await healthOf('one').look(code)).passed(store.events);
  expect((await known()).event('2')).toBe(true);
  expect((await healthOf('').hanging({ lane, codeHash: 'newer' })).event('2')).toBe(false);
  await healthOf('').resume([lane]);
  expect((await known()).event('2')).toBe(false);
});

test('one strike is forgotten when the event has been folded, the trouble when the lane is past it', async () => {
  await strikes(1);
  await healthOf('one').report(code, { position: '2', eventId: 'e', type: 'T', reason: 'FOLD_FAILED' });
  expect(await healthOf('').troubles([lane])).toMatchObject([
    { ...lane, position: '2', reason: 'FOLD_FAILED' },
  ]);
  expect(await barrierOf('one', 2)).toBeUndefined();
  expect(await redis.hlen(keys.strikes(lane))).toBe(1);
  await (await healthOf('one').look(code)).passed(store.events);
  expect(await redis.keys(`*${lane.projection}*`)).toEqual([]);
  expect(await healthOf('').troubles([lane])).toEqual([]);
});

test('a trouble that nobody says again is not believed for ever', async () => {
  await healthOf('one').report(code, { position: '2', eventId: 'e', type: 'T', reason: 'FOLD_FAILED' });
  expect(await redis.pttl(keys.trouble(lane))).toBeGreaterThan(40_000);
  expect(await redis.pttl(keys.trouble(lane))).toBeLessThanOrEqual(60_000);
});
