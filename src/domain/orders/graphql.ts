// Orders in the GraphQL schema: mutations, the order and its summary, lists of customers and of admins, a subscription.
import type { GraphqlAuthor } from '#engine';
import { OrderCommands } from './commands.ts';
import { adminOrdersProjection } from './projections/admin-orders.ts';
import { customerOrdersProjection } from './projections/customer-orders.ts';
import { orderSummaryProjection } from './projections/order-summary.ts';
import { orderProjection } from './projections/order.ts';

export const orderGraphql = (g: GraphqlAuthor): void => {
  g.mutations(OrderCommands, { shows: orderProjection });
  g.document(orderProjection);
  g.document(orderSummaryProjection);
  g.lists(customerOrdersProjection);
  g.lists(adminOrdersProjection);
  g.subscription('orderUpdated', orderProjection);
};
