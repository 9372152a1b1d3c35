import { expect, test } from 'vitest';
import { documentReaderByStore, laneStoreByStore } from '../../../src/engine/stores/by-store.ts';
import type { DocumentKey, DocumentRead } from '../../../src/engine/model/documents.ts';
import { badgeProjection, counterProjection } from '../../support/counter-projections.ts';
import { memoryLaneStore } from '../../../src/engine/stores/memory/memory-lane-store.ts';

const projections = [
  { ...badgeProjection, store: 'postgres' as const },
  { ...counterProjection, store: 'redis' as const },
];

function recording(store: string) {
  const asked: (readonly DocumentKey[])[] = [];
  const read = async (keys: readonly DocumentKey[]): Promise<readonly DocumentRead[]> => {
    asked.push(keys);
    return keys.map(({ id }) => ({
      ...{ state: 'live', checkpoint: store, incarnation: '' },
      document: { id, version: 1, position: '1', body: {} },
    }));
  };
  return { read, asked };
}

test('documents are read where their projection keeps them, each store once, in the order asked for', async () => {
  const stores = { redis: recording('redis'), postgres: recording('postgres') };
  const reader = documentReaderByStore(projections, stores);
  const keys = ['badge/1', 'counter/1', 'counter/2', 'badge/2'].map((key) => {
    const [projection = '', id = ''] = key.split('/');
    return { projection, id };
  });
  const reads = await reader.read(keys);
  expect(reads.map(({ checkpoint, document }) => `${checkpoint}/${document?.id}`)).toEqual([
    ...['postgres/1', 'redis/1', 'redis/2', 'postgres/2'],
  ]);
  expect(stores.redis.asked).toEqual([[keys[1], keys[2]]]);
  expect(stores.postgres.asked).toEqual([[keys[0], keys[3]]]);
  expect(await reader.read([])).toEqual([]);
  expect(stores.redis.asked).toHaveLength(1);
  await expect(reader.read([{ projection: 'none', id: '1' }])).rejects.toThrow(/no projection none/);
});

test('a lane is written where its projection keeps its documents, by every step', async () => {
  const [redis, postgres] = [memoryLaneStore(), memoryLaneStore()];
  const store = laneStoreByStore(projections, { redis, postgres });
  const lane = { projection: 'badge', lane: 0 };
  const checkpoint = { position: '1', eventId: 'e', incarnation: 'i', batchId: 'b', cursor: '' };
  const documents = [{ id: 'd', position: '1', version: 1, json: '{}', eventTypes: [] }];
  const references = [{ name: 'counter', id: 'c', value: {} }];
  const index = [{ index: 'in:counter:c', member: 'd', score: 0 }];
  await store.want(lane, 'code');
  await store.openLive(lane, 'g.1', null);
  await store.openNext(lane, 'g.2', null);
  await store.commit({
    ...{ lane, generation: 'g.2', expected: null, checkpoint, search: [] },
    projectedAt: '',
    ...{ documents, references, index },
  });
  expect(await store.checkpoint(lane, 'g.2')).toEqual(checkpoint);
  expect((await store.load(lane, 'g.2', ['d'], [])).documents[0]).toMatchObject({ id: 'd' });
  expect(await store.embedders(lane, 'g.2', { name: 'counter', id: 'c' }, '', 9)).toEqual(['d']);
  expect(await store.goLive(lane, 'g.2', 'g.1')).toBe(true);
  expect(await store.replaced(lane, 0)).toEqual(['g.1']);
  await store.retire(lane, 'g.1');
  expect(await store.replaced(lane, 0)).toEqual([]);
  const state = { live: { id: 'g.2', state: 'live' }, next: null, wanted: 'code', paused: null };
  expect(await store.state(lane)).toEqual(state);
  expect(await postgres.state(lane)).toEqual(state);
  expect(await redis.state(lane)).toEqual({ live: null, next: null, wanted: null, paused: null });
});
