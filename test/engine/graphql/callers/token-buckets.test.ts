// Buckets of callers, by a clock of the test.
import { expect, it } from 'vitest';
import { tokenBuckets } from '../../../../src/engine/graphql/callers/token-buckets.ts';

function bucketsAt(rate: { readonly perSecond: number; readonly burst: number }) {
  const clock = { ms: 0 };
  return { clock, buckets: tokenBuckets(rate, () => clock.ms) };
}

it('holds a burst, and fills at its rate', () => {
  const { clock, buckets } = bucketsAt({ perSecond: 10, burst: 100 });
  expect(buckets.left('ada')).toBe(100);
  expect([buckets.take('ada', 60), buckets.take('ada', 40)]).toEqual([undefined, undefined]);
  expect(buckets.take('ada', 5)).toBeCloseTo(500);
  clock.ms = 499;
  expect(buckets.take('ada', 5)).toBeCloseTo(1);
  clock.ms = 500;
  expect(buckets.take('ada', 5)).toBeUndefined();
  expect(buckets.left('ada')).toBe(0);
  clock.ms = 60_000;
  expect(buckets.left('ada')).toBe(100);
});

it('is of one caller', () => {
  const { buckets } = bucketsAt({ perSecond: 1, burst: 1 });
  expect([buckets.take('ada', 1), buckets.take('grace', 1)]).toEqual([undefined, undefined]);
  expect(buckets.take('ada', 1)).toBeCloseTo(1000);
});

it('gives what costs more than it holds when it is full, and not before', () => {
  const { clock, buckets } = bucketsAt({ perSecond: 10, burst: 10 });
  expect(buckets.take('ada', 1_000_000)).toBeUndefined();
  clock.ms = 900;
  expect(buckets.take('ada', 1_000_000)).toBeCloseTo(100);
  clock.ms = 1000;
  expect(buckets.take('ada', 1_000_000)).toBeUndefined();
});

it('forgets full ones, so that callers who come once leave nothing behind', () => {
  const { clock, buckets } = bucketsAt({ perSecond: 1000, burst: 10 });
  for (let caller = 0; caller < 10_000; caller += 1) {
    clock.ms += 1;
    buckets.take(`caller ${caller}`, 10);
  }
  expect(buckets.size).toBeLessThan(2_000);
});

it('forgets the oldest where nobody’s is full and there are too many', () => {
  const { buckets } = bucketsAt({ perSecond: 0.001, burst: 1 });
  for (let caller = 0; caller < 100_001; caller += 1) buckets.take(`caller ${caller}`, 1);
  expect(buckets.size).toBeLessThanOrEqual(100_000);
  expect(buckets.take('caller 100000', 1)).toBeGreaterThan(0);
  expect(buckets.take('caller 0', 1)).toBeUndefined();
});
