// The plan of a deploy over a store in memory: read models of other code, and of none.
import { expect, test } from 'vitest';
import { planDeploy } from '../../../src/engine/operations/plan.ts';
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
  expect(await planDeploy({ projections, store, reader, types })).toEqual({
    events: 1,
    unreadable: [],
    refills: [
      { projection: 'counter', from: ['v1-old'], to: counterProjection.foldId },
      { projection: 'badge', from: [], to: badgeProjection.foldId },
    ],
  });
  const settled = await planDeploy({ projections: [old], store, reader, types });
  expect(settled.refills).toEqual([]);
  expect((await planDeploy({ projections, store, reader, types: [] })).refills).toEqual([]);
});
