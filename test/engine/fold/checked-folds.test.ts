import { expect, test } from 'vitest';
import { defineModule } from '../../../src/engine/definitions/module.ts';
import { defineProjection } from '../../../src/engine/definitions/projection.ts';
import { defineSystem } from '../../../src/engine/definitions/define-system.ts';
import { withCheckedFolds } from '../../../src/engine/fold/checked-folds.ts';
import { record } from '../../../src/engine/testing/record.ts';
import { CounterEvents } from '../../support/counter-domain.ts';
import { CounterDocument } from '../../support/counter-projections.ts';

/** As the compiler does not see it: it refuses a field that it sees. */
const cuont = (value: number): object => ({ cuont: value });

const misspelt = defineProjection('counter', {
  document: CounterDocument,
  from: [CounterEvents],
  create: { CounterOpened: ({ data: { name } }) => ({ name, count: 0 }) },
  update: {
    CounterIncremented: (counter, { data: { by } }) => ({ ...counter, ...cuont(counter.count + by) }),
    CounterRenamed: (counter) => ({ ...counter, count: 0.5 }),
  },
});
const [opened, incremented, renamed] = record([
  CounterEvents.CounterOpened({ name: 'c' }),
  CounterEvents.CounterIncremented({ by: 1 }),
  CounterEvents.CounterRenamed({ name: 'd' }),
]);

test('a fold that is looked at says which field is no field of its document, or has another value', () => {
  const module = defineModule('counters', {
    events: [CounterEvents],
    projections: [misspelt],
  });
  const checked = withCheckedFolds(defineSystem('counters', [module])).projection('counter');
  if (!checked || !opened || !incremented || !renamed) throw new Error('There is no counter.');
  const first = checked.fold(null, opened, opened.streamId);
  expect(first).toEqual({ name: 'c', count: 0 });
  expect(() => checked.fold(first, incremented, opened.streamId)).toThrow(/is no Counter: .*cuont/);
  expect(() => checked.fold(first, renamed, opened.streamId)).toThrow(/is no Counter: count: /);
  expect(checked.foldId).toBe(misspelt.foldId);
});
