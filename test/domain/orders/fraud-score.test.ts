import { describe, expect, it } from 'vitest';
import { fraudScore } from '../../../src/domain/orders/fraud-score.ts';

const quantitiesOf = (...counts: readonly number[]) =>
  counts.map((quantity, index) => ({ productId: `product-${index}`, quantity }));
const score = (minor: number, counts: readonly number[], rest: { currency?: string; region?: null } = {}) =>
  fraudScore({
    total: { minor, currency: rest.currency ?? 'EUR' },
    quantities: quantitiesOf(...counts),
    region: rest.region === null ? null : 'EUROPE',
  });

describe('the fraud score', () => {
  it.each([
    ['an everyday order', score(4999, [2, 1]), 0],
    ['just below a thousand', score(99_999, [1]), 0],
    ['a thousand', score(100_000, [1]), 15],
    ['five thousand', score(500_000, [1]), 30],
    ['a thousand yen, which have no digits', score(1000, [1], { currency: 'JPY' }), 15],
    ['nine of one product', score(100, [9]), 0],
    ['ten of one product', score(100, [10]), 10],
    ['a hundred of one product, which are many units too', score(100, [100]), 30],
    ['twenty units', score(100, [9, 9, 2]), 5],
    ['two hundred units', score(100, [99, 99, 2]), 10 + 15],
    [
      'twenty lines',
      score(
        100,
        Array.from({ length: 20 }, () => 1),
      ),
      5 + 10,
    ],
    ['no address', score(100, [1], { region: null }), 20],
    ['all of it', score(500_000, [1000, ...Array.from({ length: 99 }, () => 1)], { region: null }), 100],
  ])('of %s', (_what, found, wanted) => {
    expect(found).toBe(wanted);
  });
});
