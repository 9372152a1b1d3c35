import { describe, expect, it } from 'vitest';
import { NotFound, toStream, reject, ValidationFailed } from '#engine';
import { given } from '#engine/testing';
import { HIGHEST_SCORE, MOST_POINTS_PER_AWARD } from '../../../src/domain/loyalty/commands.ts';
import { loyaltyDecider } from '../../../src/domain/loyalty/decider.ts';
import { ada } from '../examples.ts';
import { awarded, customerId } from './examples.ts';

const award = (points: number) => ({ customerId, points, reason: 'thanks' });

describe('awardLoyaltyPoints', () => {
  it('begins with the first award, and says all points with each', () => {
    given(loyaltyDecider, [ada]).when('awardLoyaltyPoints', award(10)).then(awarded(10, 10));
    given(loyaltyDecider, [ada, awarded(10, 10), awarded(5, 15)])
      .when('awardLoyaltyPoints', award(1))
      .then(awarded(1, 16));
  });

  it('counts for each customer alone', () => {
    given(loyaltyDecider, [
      ada,
      toStream('customer-2', ada),
      toStream('customer-2', awarded(10, 10, 'customer-2')),
    ])
      .when('awardLoyaltyPoints', award(3))
      .then(awarded(3, 3));
  });

  it('refuses a customer that is not there', () => {
    given(loyaltyDecider, [toStream('customer-2', ada)])
      .when('awardLoyaltyPoints', award(10))
      .then(reject(NotFound, { what: 'customer', id: customerId }));
  });

  it('takes 1 to 1,000,000 points', () => {
    for (const points of [1, MOST_POINTS_PER_AWARD]) {
      given(loyaltyDecider, [ada]).when('awardLoyaltyPoints', award(points)).then(awarded(points, points));
    }
    expect(MOST_POINTS_PER_AWARD).toBe(1_000_000);
  });

  it.each([0, -1, 1.5, 1_000_001, Number.NaN, Infinity])('refuses %d points', (points) => {
    given(loyaltyDecider, [ada])
      .when('awardLoyaltyPoints', { ...award(1), points })
      .then(ValidationFailed);
  });

  it.each(['', '  ', 'a\nb', 'x'.repeat(201)])('refuses as a reason %j', (reason) => {
    given(loyaltyDecider, [ada])
      .when('awardLoyaltyPoints', { ...award(1), reason })
      .then(ValidationFailed);
  });

  it.each(['', 'a/b', 'x'.repeat(65)])('refuses as a customer %j', (id) => {
    given(loyaltyDecider, [ada])
      .when('awardLoyaltyPoints', { ...award(1), customerId: id })
      .then(ValidationFailed);
  });

  it('goes to the highest score that can be shown, and not beyond', () => {
    const almost = [ada, awarded(1, HIGHEST_SCORE - 2)];
    given(loyaltyDecider, almost).when('awardLoyaltyPoints', award(2)).then(awarded(2, HIGHEST_SCORE));
    given(loyaltyDecider, almost)
      .when('awardLoyaltyPoints', award(3))
      .then(
        reject(ValidationFailed, { issues: [{ path: 'points', message: 'the score would be too high' }] }),
      );
  });
});
