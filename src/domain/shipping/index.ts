// The shipping context: what has to be packed next. It only listens to orders; it decides nothing.
import { defineModule } from '#engine';
import { shippingGraphql } from './graphql.ts';
import { shippingDashboardProjection } from './projections/shipping-dashboard.ts';
import { waitingOrderProjection } from './projections/waiting-order.ts';

export const shippingModule = defineModule({
  name: 'shipping',
  events: [],
  deciders: [],
  projections: [shippingDashboardProjection, waitingOrderProjection],
  graphql: shippingGraphql,
});
