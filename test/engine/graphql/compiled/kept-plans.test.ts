import { expect, it } from 'vitest';
import { keptPlans } from '../../../../src/engine/graphql/compiled/kept-plans.ts';

const named = (...names: readonly string[]) => new Map(names.map((name) => [name, 'plan']));

it('forgets those first that were compiled first, as many as the room of others takes', () => {
  const kept = keptPlans(1_000);
  const plans = named('a', 'b', 'c', 'd');
  kept.keep(400, plans, 'a');
  kept.keep(400, plans, 'b');
  kept.keep(200, plans, 'c');
  expect([...plans.keys()]).toEqual(['a', 'b', 'c', 'd']);
  kept.keep(500, plans, 'd');
  expect([...plans.keys()]).toEqual(['c', 'd']);
});

it('keeps one that is larger than all the room, until the next one comes', () => {
  const kept = keptPlans(1_000);
  const plans = named('a', 'b', 'c');
  kept.keep(400, plans, 'a');
  kept.keep(5_000, plans, 'b');
  expect([...plans.keys()]).toEqual(['b', 'c']);
  kept.keep(100, plans, 'c');
  expect([...plans.keys()]).toEqual(['c']);
});
