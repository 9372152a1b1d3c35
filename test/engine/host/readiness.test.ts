// Readiness: what makes a process not ready, and what only degrades it.
import { expect, test } from 'vitest';
import { readinessOf } from '../../../src/engine/host/readiness.ts';
import { orderProjection } from '../../../src/domain/orders/projections/order.ts';
import type { DocumentReader } from '../../../src/engine/model/documents.ts';
import { projectionTroubles } from '../../../src/engine/host/projection-troubles.ts';
import type { LaneReport, ProjectionReport } from '../../../src/engine/model/operations.ts';
import type { Probe } from '../../../src/engine/model/readiness.ts';
import { memoryEventReader } from '../../../src/engine/testing/memory/memory-event-reader.ts';

const documentsIn = (state: 'live' | 'missing'): DocumentReader => ({
  read: async (keys) => keys.map(() => ({ state, checkpoint: '0', incarnation: 'one', document: null })),
});

type Troubles = NonNullable<Parameters<typeof readinessOf>[0]['troubles']>;

const reportWith = (probes: readonly Probe[], state: 'live' | 'missing' = 'live', troubles: Troubles = {}) =>
  readinessOf({
    reader: memoryEventReader({ events: () => [], incarnation: () => 'one' }),
    documents: documentsIn(state),
    projections: [orderProjection],
    eviction: { faults: () => [] },
    probes,
    troubles,
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
    ...{ lanes: [], projections: [] },
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
  expect(await reportWith([], 'live', { lanes: async () => lanes })).toMatchObject({
    ready: true,
    degraded: true,
    lanes,
  });
  const away = () => Promise.reject(new Error('away'));
  const unknown = await reportWith([], 'live', { lanes: away, projections: away });
  expect(unknown).toMatchObject({ ready: true, degraded: false, lanes: [], projections: [] });
});

const laneOf = (lane: string, state: LaneReport['state']): LaneReport => ({
  ...{ lane, state, position: '1', lagEvents: 3, lagMs: 40, worker: undefined, trouble: undefined },
});
const projection = (name: string, state: LaneReport['state'], parked = 0): ProjectionReport => ({
  ...{ name, state, parked, version: 1, generations: [], head: '4', position: '1', lagEvents: 3, lagMs: 40 },
  lanes: [laneOf(`${name}.0`, state), laneOf(`${name}.1`, 'LIVE')],
  ...{ lastUpdatedAt: undefined, oldestParkedAt: undefined, paused: undefined, rebuild: undefined },
});

test('projections that are paused, unserved or have parked documents are named with their lanes, and degrade', async () => {
  const projections = [
    projection('customer', 'PAUSED'),
    projection('order', 'LIVE', 2),
    projection('product', 'LIVE'),
    projection('account', 'FILLING'),
  ];
  const reactions = [projection('reaction:award', 'UNSERVED')];
  let looks = 0;
  const troubles = projectionTroubles(async () => {
    looks += 1;
    return { head: '4', projections, reactions, processes: [] };
  });
  const report = await reportWith([], 'live', { projections: troubles });
  expect(report).toMatchObject({ ready: true, degraded: true });
  const lag = { lagEvents: 3, lagMs: 40 };
  expect(report.projections).toEqual([
    { projection: 'customer', state: 'PAUSED', lanes: ['customer.0'], ...lag, parked: 0 },
    { projection: 'order', state: 'LIVE', lanes: ['order.0', 'order.1'], ...lag, parked: 2 },
    { projection: 'reaction:award', state: 'UNSERVED', lanes: ['reaction:award.0'], ...lag, parked: 0 },
  ]);
  await reportWith([], 'live', { projections: troubles });
  expect(looks).toBe(1);
});
