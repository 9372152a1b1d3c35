import type { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeOldQueue } from '../../../../src/engine/flow/carry/queue/remove-old-queue.ts';
import { adoptOldKeys } from '../../../../src/engine/stores/redis/adopt-old-keys.ts';
import { connectRedis } from '../../../../src/engine/stores/redis/connect-redis.ts';
import { createLaneStore } from '../../../../src/engine/stores/redis/lane-store.ts';
import { withRedis } from '../../../support/servers.ts';
import { keys } from '../../../support/store-keys.ts';

const server = withRedis();
const OURS = '01890a5d-ac96-774b-bcce-b302099a8057';
const lanes = ['order', 'customer'].map((projection) => ({ projection, lane: 0 }));

let redis: Redis;
beforeEach(async () => {
  redis = connectRedis({ url: server().url, role: 'worker' });
  await redis.flushall();
});
afterEach(() => redis.disconnect());

/** A lane as workers of before have left it. */
async function oldLane(name: string, incarnation: string, documents: number): Promise<void> {
  const tag = `slip:{${name}.0}`;
  await redis.mset({
    [`${tag}:live`]: 'abc.1|live',
    [`${tag}:next`]: 'def.2',
    [`${tag}:wanted`]: 'def',
    [`${tag}:abc.1:at`]: `7|e|${incarnation}|b|`,
    [`${tag}:def.2:at`]: `3|e|${incarnation}|b|`,
    ...Object.fromEntries(
      Array.from({ length: documents }, (_, n) => [`${tag}:abc.1:doc:d${n}`, `7 1 {"n":${n}}`]),
    ),
  });
  await redis.zadd(`${tag}:abc.1:rank:best`, 5, 'd0');
}

const adopt = () => adoptOldKeys({ redis, keys }, { lanes, incarnation: OURS });
const oldKeys = async () =>
  (await redis.keys('slip:{*')).filter((key) => keys.old.parse(key) !== undefined).sort();

test('lanes of this store are there under their new names, and those of another are left alone', async () => {
  await oldLane('order', OURS, 2500);
  await oldLane('customer', 'another', 3);
  const found = await Promise.all([adopt(), adopt()]);
  expect(found.reduce((sum, { adopted }) => sum + adopted, 0)).toBe(2503);

  const [lane = { projection: '', lane: 0 }] = lanes;
  const store = createLaneStore({ redis, keys });
  expect(await store.state(lane)).toEqual({
    live: { id: 'abc.1', state: 'live' },
    next: 'def.2',
    wanted: 'def',
    paused: null,
  });
  expect(await store.checkpoint(lane, 'abc.1')).toMatchObject({ position: '7', incarnation: OURS });
  const { documents } = await store.load(lane, 'abc.1', ['d0', 'd2499'], []);
  expect(documents.map((document) => document?.body)).toEqual([{ n: 0 }, { n: 2499 }]);
  expect(await redis.zscore(keys.index(lane, 'abc.1', 'rank:best'), 'd0')).toBe('5');
  expect((await oldKeys()).every((key) => key.startsWith('slip:{customer.0}:'))).toBe(true);
});

test('what was broken off is gone on with, and readers see nothing half done', async () => {
  await oldLane('order', OURS, 3);
  const [lane = { projection: '', lane: 0 }] = lanes;
  // As after the first step.
  await redis.rename(keys.old.live(lane), keys.adopting(lane));
  expect(await redis.exists(keys.live(lane))).toBe(0);
  await adopt();
  expect(await redis.get(keys.live(lane))).toBe('abc.1|live');
  expect(await redis.exists(keys.document(lane, 'abc.1', 'd2'))).toBe(1);
});

test('what workers of before write to the old keys afterwards is removed, and nothing else', async () => {
  await oldLane('order', OURS, 3);
  await adopt();
  const before = (await redis.keys('*')).sort();
  await oldLane('order', OURS, 3);
  expect(await adopt()).toEqual({ adopted: 0, removed: 9 });
  expect((await redis.keys('*')).sort()).toEqual(before);
  expect(await adopt()).toEqual({ adopted: 0, removed: 0 });
});

test('the old queue is removed, and those of named stores stay', async () => {
  await redis.mset({
    '{slip-bell}:doorbell:meta': '1',
    '{slip-bell}:doorbell:1': '1',
    [`${keys.bellPrefix}:doorbell:meta`]: '1',
  });
  expect(await removeOldQueue(server().url)).toBe(2);
  expect(await redis.keys('*')).toEqual([`${keys.bellPrefix}:doorbell:meta`]);
});
