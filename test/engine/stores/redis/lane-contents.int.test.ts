// All that is in a generation of a lane in Redis, and how often Redis is asked for it.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Redis } from 'ioredis';
import { connectRedis } from '../../../../src/engine/stores/redis/connect-redis.ts';
import { documentName } from '../../../../src/engine/model/store-keys.ts';
import { laneContents } from '../../../../src/engine/stores/redis/lane-contents.ts';
import { countRoundTrips, type RoundTripCounter } from '../../../support/round-trips.ts';
import { withRedis } from '../../../support/servers.ts';
import { keys } from '../../../support/store-keys.ts';

const server = withRedis();
const lane = { projection: 'order', lane: 0 };
const generation = 'v1-a.1.x';

let trips: RoundTripCounter;
let redis: Redis;
beforeAll(async () => {
  trips = await countRoundTrips(server());
  redis = connectRedis({ url: trips.through(server().url), role: 'worker' });
});
afterAll(async () => {
  redis.disconnect();
  await trips.stop();
});
beforeEach(() => redis.flushall());

const contents = () => laneContents({ redis, keys });
const add = (index: string, members: number, of = generation) =>
  Promise.all([
    redis.sadd(keys.register(lane, of), '', index, documentName('of-many-streams')),
    redis.zadd(
      keys.index(lane, of, index),
      ...Array.from({ length: members }, (_, score) => [score, `${index}/${score}`]).flat(),
    ),
  ]);

async function all<Item>(pages: AsyncIterable<readonly Item[]>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

test('documents are found, registered or not, and those of another generation are not', async () => {
  const ids = Array.from({ length: 2500 }, (_, index) => `d${index}`);
  await Promise.all(ids.map((id) => redis.set(keys.document(lane, generation, id), '{}')));
  await redis.set(keys.document(lane, 'v1-b.1.y', 'other'), '{}');
  await add('list:all', 5);
  expect(new Set(await all(contents().ids(lane, generation)))).toEqual(new Set(ids));
});

test('every member of short indexes and of long ones is found; who embeds what is left out', async () => {
  const sizes = new Map([['list:all', 3000]]);
  for (let customer = 0; customer < 120; customer += 1)
    sizes.set(`list:of:${customer}`, 1 + (customer % 200));
  for (const [index, members] of sizes) await add(index, members);
  await add('in:customer:c1', 4);
  await add('parked', 4);
  await add('list:all', 4, 'v1-b.1.y');
  const entries = await all(contents().entries(lane, generation));
  const found = new Map(entries.map((entry) => [`${entry.index} ${entry.member}`, entry.value]));
  const expected = [...sizes].flatMap(([index, members]) =>
    Array.from({ length: members }, (_, score) => [`${index} ${index}/${score}`, String(score)] as const),
  );
  expect(found).toEqual(new Map(expected));
  expect(
    await contents().values(lane, generation, [...entries.slice(0, 3), { index: 'no', member: 'no' }]),
  ).toEqual([...entries.slice(0, 3).map(({ value }) => value), null]);
});

test('many short indexes are read in a few round trips', async () => {
  await Promise.all(Array.from({ length: 1000 }, (_, customer) => add(`list:of:${customer}`, 3)));
  const taken = await trips.during(async () => {
    expect(await all(contents().entries(lane, generation))).toHaveLength(3000);
  });
  expect(taken).toBeLessThan(60);
});
