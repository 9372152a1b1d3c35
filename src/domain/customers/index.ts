// The customers context: who buys, and how they are reached.
import { defineModule } from '#engine';
import { customerDecider } from './decider.ts';
import { CustomerEvents, EmailEvents } from './events.ts';
import { customerGraphql } from './graphql.ts';

export const customersModule = defineModule('customers', {
  events: [CustomerEvents, EmailEvents],
  deciders: [customerDecider],
  graphql: customerGraphql,
});
