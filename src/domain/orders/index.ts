// The orders context: what was bought, from the first item to the delivery.
import { defineModule } from '#engine';
import { orderDecider } from './decider.ts';
import { OrderEvents } from './events.ts';
import { orderGraphql } from './graphql.ts';
import { adminOrdersProjection } from './projections/admin-orders.ts';
import { customerOrdersProjection } from './projections/customer-orders.ts';
import { orderSummaryProjection } from './projections/order-summary.ts';
import { orderProjection } from './projections/order.ts';

export const ordersModule = defineModule({
  name: 'orders',
  events: [OrderEvents],
  deciders: [orderDecider],
  projections: [orderProjection, orderSummaryProjection, customerOrdersProjection, adminOrdersProjection],
  graphql: orderGraphql,
});
