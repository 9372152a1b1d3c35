// Events of loyalty points; the stream's id is the customer's.
import { defineEvents, event } from '#engine';

export const LoyaltyEvents = defineEvents('loyalty', {
  LoyaltyPointsAwarded: event<{
    customerId: string;
    points: number;
    reason: string;
    /** All points after this award, so that an event that is folded twice changes nothing. */
    score: number;
  }>(),
});
