import { expect, it } from 'vitest';
import { defineModule, defineSystem } from '#engine';
import { shop } from '../../src/app/system.ts';
import { accessMatrixOf } from '../../src/cli/access-matrix.ts';
import { counterDecider, CounterEvents } from '../support/counter-domain.ts';
import { counterProjection } from '../support/counter-projections.ts';

it('says of each thing who may use it', () => {
  const lines = accessMatrixOf(shop).split('\n');
  const row = (start: string) => lines.find((line) => line.startsWith(`| ${start}`));
  expect(row('|')).toBeUndefined();
  expect(row('command `payOrder`')).toBe(
    '| command `payOrder` |  |  | own | yes |  | owner by customerId, or role clerk |',
  );
  expect(row('document `Product`')).toBe('| document `Product` | yes | yes | yes | yes | yes | everybody |');
  expect(row('field `LoyaltyProfile.customerId`')).toMatch(/\| own \| yes \|/);
  expect(row('list `accountStatement`')).toMatch(/own, by `account`/);
  expect(row('query `salesAnalytics`')).toMatch(/\|  \|  \|  \| yes \|/);
});

it('refuses what nobody has said anything of, all at once', () => {
  const counters = defineModule('counters', {
    ...{ events: [CounterEvents], deciders: [counterDecider] },
    graphql: (g) => g.document(counterProjection),
  });
  expect(() => accessMatrixOf(defineSystem('counters', [counters]))).toThrow(
    /command openCounter\n {2}command .*\n {2}document Counter/s,
  );
});
