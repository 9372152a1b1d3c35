// Readiness: what makes a process not ready, and what only degrades it.
import { expect, test } from 'vitest';
import { readinessOf } from '../../../src/engine/host/readiness.ts';
import { orderProjection } from '../../../src/domain/orders/projections/order.ts';
import type { DocumentReader } from '../../../src/engine/model/documents.ts';
import type { LaneTrouble } from '../../../src/engine/model/lane-health.ts';
import type { Probe } from '../../../src/engine/model/readiness.ts';
import { memoryEventReader } from '../../../src/engine/testing/memory/memory-event-reader.ts';

const documentsIn = (state: 'live' | 'missing'): DocumentReader => ({
  read: async (keys) => keys.map(() => ({ state, checkpoint: '0', incarnation: 'one', document: null })),
});

const reportWith = (
  probes: readonly Probe[],
  state: 'live' | 'missing' = 'live',
  lanes?: () => Promise<readonly LaneTrouble[]>,
) =>
  readinessOf({
    reader: memoryEventReader({ events: () => [], incarnation: () => 'one' }),
    documents: documentsIn(state),
    projections: [orderProjection],
    eviction: { faults: () => [] },
    probes,
    ...(lanes ? { lanes } : {}),
  })();

const broken = (isVital: boolean): Probe => ({
  name: 'keys',
  isVital,
  check: () => Promise.reject(new Error('no keys')),
});

test('all is well', async () => {
  expect(await reportWith([])).toEqual({
    ready: true,
    degraded: false,
    dependencies: { postgres: { ok: true }, readModels: { ok: true }, eviction: { ok: true } },
    lanes: [],
  });
});

test('a read model that is not filled yet: nothing can be read from it', async () => {
  expect(await reportWith([], 'missing')).toMatchObject({
    ready: false,
    degraded: true,
    dependencies: { postgres: { ok: true }, readModels: { ok: false } },
  });
});

test('something else that is not as it should be degrades, unless it is vital', async () => {
  const keys = { ok: false, detail: 'no keys' };
  expect(await reportWith([broken(false)])).toMatchObject({
    ready: true,
    degraded: true,
    dependencies: { keys },
  });
  expect(await reportWith([broken(true)])).toMatchObject({ ready: false, dependencies: { keys } });
});

test('a lane that does not go on is named, and degrades', async () => {
  const stopped = {
    position: '7',
    eventId: 'e',
    type: 'OrderMelted',
    reason: 'UNKNOWN_EVENT_TYPE',
    at: 'now',
  };
  const lanes = [{ projection: 'order', lane: 0, ...stopped }];
  expect(await reportWith([], 'live', async () => lanes)).toMatchObject({
    ready: true,
    degraded: true,
    lanes,
  });
  const unknown = await reportWith([], 'live', () => Promise.reject(new Error('away')));
  expect(unknown).toMatchObject({ ready: true, degraded: false, lanes: [] });
});
