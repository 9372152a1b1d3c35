// The decider of loyalty points: customers that exist get them, as long as the score stays one that can be shown.
import { defineDecider, fact, NotFound, reject, ValidationFailed } from '#engine';
import { HIGHEST_SCORE, LoyaltyCommands } from './commands.ts';
import { LoyaltyEvents } from './events.ts';
import { loyalCustomer } from './references.ts';

interface LoyaltyState {
  readonly score: number;
}
const initialState: LoyaltyState = { score: 0 };

export const loyaltyDecider = defineDecider({
  commands: LoyaltyCommands,
  events: LoyaltyEvents,
  initialState,
  facts: { awardLoyaltyPoints: ({ customerId }) => ({ customer: fact(loyalCustomer, customerId) }) },
  decide: {
    awardLoyaltyPoints: (state, { customerId, points, reason }, { customer }) => {
      if (!customer) return reject(NotFound, { what: 'customer', id: customerId });
      const score = state.score + points;
      if (score > HIGHEST_SCORE) {
        const message = 'the score would be too high';
        return reject(ValidationFailed, { issues: [{ path: 'points', message }] });
      }
      return LoyaltyEvents.LoyaltyPointsAwarded({ customerId, points, reason, score });
    },
  },
  evolve: { LoyaltyPointsAwarded: (_state, { score }) => ({ score }) },
});
