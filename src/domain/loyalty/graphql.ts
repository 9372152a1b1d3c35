// Loyalty in the GraphQL schema: mutations, the profile, the live leaderboard, a subscription.
import type { GraphqlAuthor } from '#engine';
import { LoyaltyCommands } from './commands.ts';
import { loyaltyProfileProjection } from './projections/loyalty-profile.ts';

export const loyaltyGraphql = (g: GraphqlAuthor): void => {
  g.mutations(LoyaltyCommands, { shows: loyaltyProfileProjection });
  g.document(loyaltyProfileProjection, { by: 'customerId' });
  g.rankings(loyaltyProfileProjection, { entry: 'LeaderboardEntry', live: true });
  g.subscription('loyaltyProfileUpdated', loyaltyProfileProjection);
};
