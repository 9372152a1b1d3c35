// The orders context: what was bought, from the first item to the delivery.
import { defineModule } from '#engine';
import { orderDecider } from './decider.ts';
import { OrderEvents } from './events.ts';
import { orderGraphql } from './graphql.ts';

export const ordersModule = defineModule('orders', {
  events: [OrderEvents],
  deciders: [orderDecider],
  graphql: orderGraphql,
});
