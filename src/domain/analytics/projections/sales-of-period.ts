// SalesOfPeriod: what was sold on one day (id `2026-11-23`) or in one month (`2026-11`), in UTC, and of which products in a
// document beside it (`2026-11-23-products`), so that who wants sums alone reads no products. An order counts when it is
// paid; one that is cancelled after that is taken back on the day of the cancellation, so that what was said of a day
// stays true. A day on which more was taken back than sold is below zero.
import { defineDocument, defineProjection } from '#engine';
import { clerk } from '../../shared/access.ts';
import { OrderEvents } from '../../orders/events.ts';
import { dayOf, monthOf } from '../../shared/days.ts';
import {
  MOST_PRODUCTS,
  NOTHING,
  salesFields,
  withOrder,
  withProducts,
  type Sales,
  type SoldOrder,
} from '../sales.ts';

/** Months are kept beside days, so that ten years are 120 documents and not 3653. */
export const SalesOfPeriodDocument = defineDocument('SalesOfPeriod', salesFields, {
  access: { read: clerk },
  description:
    'What was sold on one day (id `2026-11-23`) or in one month (`2026-11`), in UTC; its products in a document of their own (`2026-11-23-products`).',
});

const PRODUCTS = '-products';

/** The document that tells the products of a day or month; the other one tells all the rest. */
export const productsOf = (period: string): string => `${period}${PRODUCTS}`;

const dayAndMonth = ({ occurredAt }: { readonly occurredAt: string }) =>
  [dayOf(occurredAt), monthOf(occurredAt)].flatMap((period) => [period, productsOf(period)]);

/** One order more in a document, or one less. */
const counted = (id: string, sales: Sales, sold: SoldOrder): Sales =>
  id.endsWith(PRODUCTS) ? withProducts(sales, sold, MOST_PRODUCTS) : withOrder(sales, sold);

export const salesOfPeriodProjection = defineProjection('salesOfPeriod', {
  version: 2,
  document: SalesOfPeriodDocument,
  from: [OrderEvents],
  ownedBy: 'none',
  initial: NOTHING,
  create: {},
  update: {
    OrderPaid: (sales, { data }, id) => counted(id, sales, { ...data, sign: 1 }),
    OrderCancelled: (sales, { data }, id) => counted(id, sales, { ...data, sign: -1 }),
  },
  route: {
    OrderPaid: dayAndMonth,
    OrderCancelled: (event) => (event.data.wasPaid ? dayAndMonth(event) : []),
  },
  ignore: [
    'OrderCreated',
    'OrderItemAdded',
    'OrderItemRemoved',
    'OrderItemQuantityChanged',
    'OrderShippingAddressChanged',
    'OrderShipped',
    'OrderDelivered',
  ],
});
