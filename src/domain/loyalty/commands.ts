// Commands about loyalty points.
import { anyOf, defineCommands, NotFound, role, ValidationFailed } from '#engine';
import { z } from 'zod';
import { clerk, customerOf } from '../shared/access.ts';
import { CustomerId } from '../shared/ids.ts';
import { line } from '../shared/text.ts';

export const MOST_POINTS_PER_AWARD = 1_000_000;
/** What GraphQL's Int can show. */
export const HIGHEST_SCORE = 2 ** 31 - 1;

export const LoyaltyCommands = defineCommands(
  'loyalty',
  {
    awardLoyaltyPoints: {
      description:
        'Gives a customer points. The shop does so itself for each order that is paid: one for each whole unit of its currency, at least one.',
      createsOrChanges: 'customerId',
      access: anyOf(clerk, role('system')),
      input: z.object({
        customerId: CustomerId,
        points: z
          .int()
          .min(1)
          .max(MOST_POINTS_PER_AWARD)
          .meta({ description: `From 1 to ${MOST_POINTS_PER_AWARD}, on top of those the customer has.` }),
        reason: line({ max: 200 }).meta({
          description: 'For the record: one line of at most 200 characters.',
        }),
      }),
      refuses: [NotFound, ValidationFailed],
      emits: ['LoyaltyPointsAwarded'],
    },
  },
  { knownTo: customerOf('customerId') },
);
