// SalesOfPeriod: what was sold on one day (id `2026-11-23`) or in one month (`2026-11`), in UTC. An order counts when it is
// paid; one that is cancelled after that is taken back on the day of the cancellation, so that what was said of a day
// stays true. A day on which more was taken back than sold is below zero.
import { defineDocument, defineProjection } from '#engine';
import { OrderEvents } from '../../orders/events.ts';
import { dayOf, monthOf } from '../../shared/days.ts';
import { MOST_PRODUCTS, NOTHING, salesFields, withOrder } from '../sales.ts';

/** Months are kept beside days, so that ten years are 120 documents and not 3653. */
export const SalesOfPeriodDocument = defineDocument('SalesOfPeriod', salesFields, {
  description: 'What was sold on one day (id `2026-11-23`) or in one month (`2026-11`), in UTC.',
});

const dayAndMonth = ({ occurredAt }: { readonly occurredAt: string }) => [
  dayOf(occurredAt),
  monthOf(occurredAt),
];

export const salesOfPeriodProjection = defineProjection('salesOfPeriod', {
  document: SalesOfPeriodDocument,
  from: [OrderEvents],
  ownedBy: 'none',
  initial: NOTHING,
  create: {},
  update: {
    OrderPaid: (sales, { data }) => withOrder(sales, data, { sign: 1, mostProducts: MOST_PRODUCTS }),
    OrderCancelled: (sales, { data }) => withOrder(sales, data, { sign: -1, mostProducts: MOST_PRODUCTS }),
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
