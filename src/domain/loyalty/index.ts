// The loyalty context: points that customers are awarded, and who has the most of them.
import { defineModule } from '#engine';
import { loyaltyDecider } from './decider.ts';
import { LoyaltyEvents } from './events.ts';
import { loyaltyGraphql } from './graphql.ts';
import { loyaltyProfileProjection } from './projections/loyalty-profile.ts';
import { awardPointsForPayment } from './reactions.ts';

export const loyaltyModule = defineModule({
  name: 'loyalty',
  events: [LoyaltyEvents],
  deciders: [loyaltyDecider],
  projections: [loyaltyProfileProjection],
  reactions: [awardPointsForPayment],
  graphql: loyaltyGraphql,
});
