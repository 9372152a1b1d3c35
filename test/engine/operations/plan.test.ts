// The plan of a deploy over a store in memory: read models of other code, and of none.
import { expect, test } from 'vitest';
import { planDeploy } from '../../../src/engine/operations/plan.ts';
import { ASSUMED_RATE, refillRates } from '../../../src/engine/operations/refill-estimates.ts';
import type { Rebuild } from '../../../src/engine/model/rebuilds.ts';
import { memoryLaneStore } from '../../../src/engine/stores/memory/memory-lane-store.ts';
import { CounterEvents } from '../../support/counter-domain.ts';
import { badgeProjection, counterProjection } from '../../support/counter-projections.ts';
import { turnAll, worker } from '../../support/lane-harness.ts';
import { memoryEventReader } from '../../support/memory-event-reader.ts';

test('read models that this code would fill anew are named, and what they are of now', async () => {
  const reader = memoryEventReader();
  const store = memoryLaneStore();
  reader.append('c1', CounterEvents.CounterOpened({ name: 'one' }));
  const old = { ...counterProjection, foldId: 'v1-old' };
  await turnAll(worker({ projection: old, reader, store }), old);
  const types = [
    ...[{ category: 'counter', type: 'CounterOpened', schemaVersion: 1, events: 1, first: '1', last: '1' }],
  ];
  const projections = [counterProjection, badgeProjection];
  const rateOf = async () => ASSUMED_RATE;
  const bytesOf = async () => new Map([['counter', 1234]]);
  const parts = { projections, store, reader, types, rateOf, bytesOf };
  expect(await planDeploy(parts)).toEqual({
    events: 1,
    unreadable: [],
    refills: [
      {
        ...{ projection: 'counter', from: ['v1-old'], to: counterProjection.foldId },
        estimate: { ...ASSUMED_RATE, ms: 1, redisBytes: 1234 },
      },
      {
        ...{ projection: 'badge', from: [], to: badgeProjection.foldId },
        estimate: { ...ASSUMED_RATE, ms: 1, redisBytes: undefined },
      },
    ],
  });
  const settled = await planDeploy({ ...parts, projections: [old] });
  expect(settled.refills).toEqual([]);
  expect((await planDeploy({ ...parts, types: [] })).refills).toEqual([]);
});

const rebuild: Rebuild = {
  ...{ id: 'r', projection: 'counter', foldId: 'v1-a', state: 'SWITCHED', by: 'ann', lanes: [] },
  ...{ startedAt: '2026-01-01T00:00:00.000Z', ageMs: 2000, isApproved: false, eventsPerSecond: undefined },
  ...{ sample: 1, isUndo: false, decidedBy: undefined, note: undefined },
};
const rateOf = (last: Rebuild | undefined) => {
  const asked: number[] = [];
  const rates = refillRates({
    rebuilds: { last: async () => last },
    reader: { positionBefore: async (ageMs) => (asked.push(ageMs), '6000') },
    now: () => Date.parse('2026-01-01T00:01:00.000Z'),
  });
  return { rate: rates('counter'), asked };
};

test('the rate is that of the last rebuild, over the events that there were when it ended', async () => {
  const { rate, asked } = rateOf(rebuild);
  expect(await rate).toEqual({ eventsPerSecond: 3000, basis: 'LAST_REBUILD' });
  expect(asked).toEqual([58_000]);
});

test.each<[string, Partial<Rebuild>]>([
  ['is under way', { state: 'FILLING' }],
  ['was slowed down', { eventsPerSecond: 100 }],
  ['went back', { isUndo: true }],
  ['waited for somebody', { decidedBy: 'd' }],
])('the rate is assumed where the last rebuild %s', async (_why, differently) => {
  expect(await rateOf({ ...rebuild, ...differently }).rate).toBe(ASSUMED_RATE);
});

test('the rate is assumed where there was no rebuild', async () => {
  expect(await rateOf(undefined).rate).toBe(ASSUMED_RATE);
});
