// Reactions of loyalty to other contexts: whoever pays an order is awarded points.
import { defineReaction } from '#engine';
import { OrderEvents } from '../orders/events.ts';
import { wholeUnits } from '../shared/money.ts';
import { LoyaltyCommands, MOST_POINTS_PER_AWARD } from './commands.ts';

/**
 * One point for each whole unit of the currency that was paid, at least one, and no more than an award may have. Points
 * that were awarded stay: an order that is cancelled after it was paid takes none back.
 */
export const awardPointsForPayment = defineReaction('awardPointsForPayment', {
  from: [OrderEvents],
  to: LoyaltyCommands,
  sends: ['awardLoyaltyPoints'],
  on: {
    OrderPaid: ({ streamId, data: { customerId, total } }) => ({
      command: 'awardLoyaltyPoints',
      input: {
        customerId,
        points: Math.min(Math.max(wholeUnits(total), 1), MOST_POINTS_PER_AWARD),
        reason: `Order ${streamId}`,
      },
    }),
  },
});
