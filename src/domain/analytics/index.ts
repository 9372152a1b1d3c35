// The analytics context: what was sold when and where. It only listens to orders; it decides nothing.
import { defineModule } from '#engine';
import { analyticsGraphql } from './graphql.ts';
import { salesOfPeriodProjection } from './projections/sales-of-period.ts';

export const analyticsModule = defineModule({
  name: 'analytics',
  events: [],
  deciders: [],
  projections: [salesOfPeriodProjection],
  graphql: analyticsGraphql,
});
