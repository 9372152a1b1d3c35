// Shipping in the GraphQL schema: the dashboard with the orders that wait, these as a list, a subscription.
import type { GraphqlAuthor } from '#engine';
import { SHOP, shippingDashboardProjection } from './projections/shipping-dashboard.ts';
import { waitingOrderProjection } from './projections/waiting-order.ts';

export const shippingGraphql = (g: GraphqlAuthor): void => {
  g.document(shippingDashboardProjection, { id: SHOP, lists: { waiting: waitingOrderProjection } });
  g.lists(waitingOrderProjection);
  g.subscription('shippingDashboardUpdated', shippingDashboardProjection);
};
