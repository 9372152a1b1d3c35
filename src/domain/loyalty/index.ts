// The loyalty context: points that customers are awarded, and who has the most of them.
import { defineModule } from '#engine';
import { loyaltyDecider } from './decider.ts';
import { LoyaltyEvents } from './events.ts';
import { loyaltyGraphql } from './graphql.ts';
import { awardPointsForPayment } from './reactions.ts';

export const loyaltyModule = defineModule('loyalty', {
  events: [LoyaltyEvents],
  deciders: [loyaltyDecider],
  reactions: [awardPointsForPayment],
  graphql: loyaltyGraphql,
});
