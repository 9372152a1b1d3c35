// What may be asked about loyalty points.
import { defineCommands, NotFound, ValidationFailed } from '#engine';
import { z } from 'zod';
import { CustomerId } from '../shared/ids.ts';
import { line } from '../shared/text.ts';

export const MOST_POINTS_PER_AWARD = 1_000_000;
/** What GraphQL's Int can show. */
export const HIGHEST_SCORE = 2 ** 31 - 1;

export const LoyaltyCommands = defineCommands('loyalty', {
  awardLoyaltyPoints: {
    createsOrChanges: 'customerId',
    input: z.object({
      customerId: CustomerId,
      points: z.int().min(1).max(MOST_POINTS_PER_AWARD),
      reason: line({ max: 200 }),
    }),
    refuses: [NotFound, ValidationFailed],
    emits: ['LoyaltyPointsAwarded'],
  },
});
