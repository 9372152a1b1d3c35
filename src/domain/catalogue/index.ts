// The catalogue context: what is offered.
import { defineModule } from '#engine';
import { productDecider } from './decider.ts';
import { ProductEvents } from './events.ts';
import { catalogueGraphql } from './graphql.ts';

export const catalogueModule = defineModule('catalogue', {
  events: [ProductEvents],
  deciders: [productDecider],
  graphql: catalogueGraphql,
});
