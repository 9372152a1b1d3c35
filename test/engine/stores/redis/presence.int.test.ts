// Presence in Redis: who was heard of lately, and who moved each lane last.
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PRESENT_MS, type OwnWord } from '../../../../src/engine/model/presence.ts';
import { storeKeys } from '../../../../src/engine/model/store-keys.ts';
import { createPresence } from '../../../../src/engine/stores/redis/presence.ts';
import { withRedis } from '../../../support/servers.ts';

const server = withRedis();
const keys = storeKeys('presence');

let redis: Redis;
beforeAll(() => {
  redis = new Redis(server().url);
});
beforeEach(() => redis.flushall());
afterAll(() => redis.disconnect());

const of = (owner: string) => createPresence({ redis, keys, owner });
const word = (name: string, moved: Readonly<Record<string, number>> = {}): OwnWord => ({
  ...{ name, roles: ['worker'], startedAt: '2026-11-30T08:00:00.000Z', version: '0.1.0' },
  ...{ serves: ['order.0'], moved: new Map(Object.entries(moved)) },
});

test('a process is there after its word, until it takes it back', async () => {
  await of('a').say(word('host:1'));
  await of('b').say(word('host:2'));
  const { processes } = await of('c').read();
  const { moved: _, ...said } = word('host:1');
  expect(processes).toEqual([
    {
      ...said,
      lastSeenAt: expect.stringMatching(/^2\d{3}-.*Z$/) as string,
      silentMs: expect.any(Number) as number,
    },
    expect.objectContaining({ name: 'host:2' }),
  ]);
  await of('a').leave();
  expect((await of('c').read()).processes.map(({ name }) => name)).toEqual(['host:2']);
});

test('one that was not heard of for long is not there, and is forgotten by the next word', async () => {
  await of('a').say(word('host:1'));
  const [seconds] = await redis.time();
  await redis.zadd(keys.seen, (Number(seconds) - PRESENT_MS / 1000 - 1) * 1000, 'a');
  expect((await of('c').read()).processes).toEqual([]);
  expect(await redis.hlen(keys.processes)).toBe(1);
  await of('b').say(word('host:2'));
  expect(await redis.hkeys(keys.processes)).toEqual(['b']);
});

test('who moved a lane last is known also when it is gone, and the later move counts', async () => {
  await of('a').say(word('host:1', { 'order.0': 100, 'customer.0': 0 }));
  await of('b').say(word('host:2', { 'order.0': 60_000, 'customer.0': 0 }));
  await of('a').leave();
  const { moves } = await of('c').read();
  expect(moves.get('order.0')?.by).toBe('host:1');
  expect(moves.get('customer.0')?.by).toBe('host:2');
  const [seconds] = await redis.time();
  const agoMs = Number(seconds) * 1000 - Date.parse(moves.get('order.0')?.at ?? '');
  expect(Math.abs(agoMs)).toBeLessThan(10_000);
});

test('words of other code are no process', async () => {
  await of('a').say(word('host:1'));
  await redis.hset(keys.processes, 'a', '{"name":1}');
  expect((await of('c').read()).processes).toEqual([]);
});
