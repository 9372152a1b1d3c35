// salesAnalytics: what was sold in a range of days or months, in all and period by period.
import { defineQuery, enumeration } from '#engine';
import { clerk } from '../shared/access.ts';
import { z } from 'zod';
import { roughly } from '../shared/amounts.ts';
import { Day, DayInput, dayCount, daysBetween, monthCount, monthsBetween } from '../shared/days.ts';
import { productsOf, salesOfPeriodProjection } from './projections/sales-of-period.ts';
import { NOTHING, ProductSales, salesFields, sumOf, type Sales } from './sales.ts';

const MOST_DAYS = 366;
const MOST_MONTHS = 120;
/** Products that the sums of a range count as. */
const MOST_PRODUCTS_IN_ALL = 10_000;

const Granularity = enumeration(
  'SalesGranularity',
  { DAY: 'Days in UTC.', MONTH: 'Months in UTC. One that the range touches counts whole.' },
  { description: 'How long a period is.' },
);

const Range = z
  .object({
    from: DayInput.meta({ description: 'The first day.' }),
    to: DayInput.meta({ description: 'The last day; it counts too.' }),
    granularity: Granularity.default('DAY').meta({
      description: `DAY if omitted. At most ${MOST_DAYS} days or ${MOST_MONTHS} months; a month counts whole.`,
    }),
  })
  .superRefine(({ from, to, granularity }, context) => {
    const tooMany =
      granularity === 'DAY' ? dayCount(from, to) > MOST_DAYS : monthCount(from, to) > MOST_MONTHS;
    const most = granularity === 'DAY' ? `${MOST_DAYS} days` : `${MOST_MONTHS} months`;
    if (from > to) context.addIssue({ code: 'custom', message: 'from must not be after to' });
    else if (tooMany) context.addIssue({ code: 'custom', message: `at most ${most} at a time` });
  });

const SalesPeriod = z
  .object({ period: z.string().meta({ description: '`2026-11-23` or `2026-11`.' }), ...salesFields })
  .meta({ graphql: 'SalesPeriod', description: 'What was sold in one period of the range.' });

const SalesAnalytics = z
  .object({
    from: Day.meta({ description: 'The first day, as it was asked for.' }),
    to: Day.meta({ description: 'The last day, as it was asked for.' }),
    granularity: Granularity.meta({ description: 'How long each of `periods` is.' }),
    ...salesFields,
    byProduct: z
      .array(ProductSales)
      .max(MOST_PRODUCTS_IN_ALL)
      .meta({ description: 'Each product that its periods tell on its own, by revenue, the most first.' }),
    periods: z
      .array(SalesPeriod)
      .max(MOST_DAYS)
      .meta({ description: 'Those in which anything was sold or taken back.' }),
  })
  .meta({ graphql: 'SalesAnalytics', description: 'What was sold in a range, in all and by period.' });

export const salesAnalytics = defineQuery('salesAnalytics', {
  access: clerk,
  description:
    'What was sold in a range of days or months. Orders count on the day (UTC) they are paid; cancelled later, they are taken back on that day, so sums may be below zero.',
  over: salesOfPeriodProjection,
  args: Range,
  result: SalesAnalytics,
  ids: (range, selected) => {
    const ofProducts = selected.has('byProduct') || selected.has('otherProducts');
    return periodsOf(range).flatMap((period) => (ofProducts ? [period, productsOf(period)] : [period]));
  },
  answer: (range, documents) => {
    const found = new Map(documents.map((document) => [document.id, document]));
    const periods = periodsOf(range).flatMap((period) => {
      const sales = found.get(period);
      const products = found.get(productsOf(period)) ?? NOTHING;
      return sales ? [{ period, ...tidy(sumOf([sales, products])) }] : [];
    });
    return { ...range, ...tidy(sumOf(documents)), periods };
  },
});

function periodsOf({ from, to, granularity }: z.output<typeof Range>): readonly string[] {
  return granularity === 'DAY' ? daysBetween(from, to) : monthsBetween(from, to);
}

/** Without what came to nothing; products by revenue, most first, and regions by name. */
function tidy({ orders, units, revenue, byProduct, otherProducts, byRegion }: Sales): Sales {
  const products = byProduct
    .filter((product) => product.units !== 0 || product.revenue.length > 0)
    .map((product) => ({ product, worth: roughly(product.revenue) }))
    .sort((a, b) => b.worth - a.worth || (a.product.productId < b.product.productId ? -1 : 1))
    .map(({ product }) => product);
  const regions = byRegion
    .filter((region) => region.orders !== 0 || region.units !== 0 || region.revenue.length > 0)
    .toSorted((a, b) => ((a.region ?? '~') < (b.region ?? '~') ? -1 : 1));
  return { orders, units, revenue, byProduct: products, otherProducts, byRegion: regions };
}
