// The shipping context: what has to be packed next. It only listens to orders; it decides nothing.
import { defineModule } from '#engine';
import { shippingGraphql } from './graphql.ts';

export const shippingModule = defineModule('shipping', {
  graphql: shippingGraphql,
});
