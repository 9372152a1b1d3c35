// Analytics in the GraphQL schema: the query `salesAnalytics` over several documents of `salesOfPeriod`.
import type { GraphqlAuthor } from '#engine';
import { salesAnalytics } from './sales-analytics.ts';

export const analyticsGraphql = (g: GraphqlAuthor): void => {
  g.query(salesAnalytics);
};
