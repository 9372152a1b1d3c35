// The analytics context: what was sold when and where. It only listens to orders; it decides nothing.
import { defineModule } from '#engine';
import { analyticsGraphql } from './graphql.ts';

export const analyticsModule = defineModule('analytics', {
  graphql: analyticsGraphql,
});
