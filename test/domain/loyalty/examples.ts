// The award that the tests of loyalty tell about.
import { LoyaltyEvents } from '../../../src/domain/loyalty/events.ts';

export const customerId = 'customer-1';

export const awarded = (points: number, score: number, to = customerId) =>
  LoyaltyEvents.LoyaltyPointsAwarded({ customerId: to, points, reason: 'thanks', score });
