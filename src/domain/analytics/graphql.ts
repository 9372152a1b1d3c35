// What is shown of analytics: `salesOfPeriod`, by a query over several of its documents.
import type { GraphqlAuthor } from '#engine';
import { salesAnalytics } from './sales-analytics.ts';

export const analyticsGraphql = (g: GraphqlAuthor): void => {
  g.query(salesAnalytics);
};
