// Customers in the GraphQL schema: mutations, the customer, a subscription.
import type { GraphqlAuthor } from '#engine';
import { CustomerCommands } from './commands.ts';
import { customerProjection } from './projections/customer.ts';

export const customerGraphql = (g: GraphqlAuthor): void => {
  g.mutations(CustomerCommands, { shows: customerProjection });
  g.document(customerProjection);
  g.subscription('customerUpdated', customerProjection);
};
