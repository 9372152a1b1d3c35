// The tables themselves: what stands in them, and that one store says no without harm to the others.
import { PrismaPg } from '@prisma/adapter-pg';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectRedis } from '../../../../src/engine/stores/redis/connect-redis.ts';
import { createTableLaneStore } from '../../../../src/engine/stores/postgres/lane-store.ts';
import { PrismaClient } from '../../../../src/engine/postgres/prisma/client.ts';
import { withDatabase, withRedis } from '../../../support/servers.ts';
import { keys } from '../../../support/store-keys.ts';

const database = withDatabase();
const server = withRedis();
let redis: Redis;
let store: ReturnType<typeof createTableLaneStore>;
beforeAll(() => {
  redis = connectRedis({ url: server().url, role: 'worker' });
  store = createTableLaneStore({ databaseUrl: database().url, redis, keys });
});
afterAll(async () => {
  await store.close();
  redis.disconnect();
});

const checkpoint = {
  ...{ position: '9007199254740993', eventId: 'e', incarnation: 'i', batchId: 'b', cursor: '' },
};

test('schema.prisma and the migrations agree: every model is read through the client', async () => {
  const lane = { projection: 'order', lane: 0 };
  const json = '{"a":"\\u0000 \\ud800 ä","b":1e21}';
  await store.want(lane, 'code');
  await store.openLive(lane, 'g.1', null);
  await store.openLive(lane, 'g.2', 'g.1');
  await store.commit({
    ...{ lane, generation: 'g.2', expected: null, checkpoint, search: [] },
    projectedAt: '',
    documents: [{ id: 'd1', position: '9007199254740993', version: 3, json, eventTypes: [] }],
    references: [{ name: 'customer', id: 'c1', value: { name: 'Ann' } }],
    index: [{ index: 'in:customer:c1', member: 'd1', score: 0 }],
  });
  await store.goLive(lane, 'g.2', 'g.2');
  await store.openNext(lane, 'g.3', null);
  const prisma = new PrismaClient({ adapter: new PrismaPg(database().url) });
  const at = { lane: 'order.0', generation: 'g.2' };
  expect(await prisma.lane.findMany()).toEqual([
    { name: 'order.0', live: 'g.2', liveState: 'live', next: 'g.3', wanted: 'code', paused: null },
  ]);
  expect(await prisma.laneGeneration.findMany({ orderBy: { generation: 'asc' } })).toEqual([
    { lane: 'order.0', generation: 'g.1', checkpoint: null, replacedAt: expect.any(Date) },
    { ...at, checkpoint: '9007199254740993|e|i|b|', replacedAt: null },
  ]);
  expect(await prisma.document.findMany()).toEqual([
    { ...at, id: 'd1', position: 9007199254740993n, version: 3, body: json },
  ]);
  expect(await prisma.documentReference.findMany()).toEqual([
    { ...at, name: 'customer', id: 'c1', value: '{"name":"Ann"}' },
  ]);
  expect(await prisma.documentEmbed.findMany()).toEqual([
    { ...at, name: 'customer', id: 'c1', document: 'd1' },
  ]);
  expect(await prisma.searchEntry.findMany()).toEqual([]);
  await prisma.$disconnect();
});

test('a generation is retired in batches, and only its own', async () => {
  const lane = { projection: 'many', lane: 0 };
  const documents = Array.from({ length: 12_000 }, (_, n) => ({
    ...{ id: `d${n}`, position: '1', version: 1, json: '{}', eventTypes: [] },
  }));
  const empty = { references: [], index: [], search: [], projectedAt: '' };
  const commit = { ...empty, lane, expected: null, checkpoint, documents };
  await store.openLive(lane, 'g.1', null);
  await store.openNext(lane, 'g.2', null);
  expect(await store.commit({ ...commit, generation: 'g.1' })).toBe('committed');
  expect(await store.commit({ ...commit, generation: 'g.2' })).toBe('committed');
  await store.goLive(lane, 'g.2', 'g.1');
  await store.retire(lane, 'g.1');
  expect(await store.replaced(lane, 0)).toEqual([]);
  expect((await store.load(lane, 'g.1', ['d0', 'd11999'], [])).documents).toEqual([null, null]);
  expect((await store.load(lane, 'g.2', ['d11999'], [])).documents).toMatchObject([{ id: 'd11999' }]);
});
