// Example histories of orders: they take every branch of what folds them in any context.
import { toStream } from '#engine';
import { at, type Histories } from '#engine/testing';
import { OrderEvents } from '../../../src/domain/orders/events.ts';
import { yen } from '../accounts/examples.ts';
import {
  ada,
  berlin,
  cancelled,
  created,
  delivered,
  euros,
  lineOf,
  listed,
  paid,
  paris,
  shipped,
  whole,
} from '../examples.ts';

const customerId = 'customer-1';
const second = lineOf(1, 'product-2', euros(500));

/** 1,100 of them, in eleven orders. */
const manyProducts = Array.from({ length: 11 }, (_, order) => {
  const lines = Array.from({ length: 100 }, (_line, n) => lineOf(1, `product-${order}-${n}`, euros(100)));
  return [created(lines), paid(lines)].map((event) => toStream(`order-${order}`, event));
}).flat();

/** To each pair of letters that could be a country. */
const everywhere = Array.from({ length: 26 * 26 }, (_, n) => {
  const country = String.fromCodePoint(65 + Math.floor(n / 26), 65 + (n % 26));
  const order = [created([lineOf(1)], { ...berlin, country }), paid([lineOf(1)], { ...berlin, country })];
  return order.map((event) => toStream(`order-${country}`, event));
}).flat();

/** On either side of what a score counts: amounts, numbers of one product and of lines, currencies. */
const baskets = [
  ...[99_999, 100_000, 499_999, 500_000].map((cents) => [lineOf(1, 'product-1', euros(cents))]),
  ...[9, 10, 19, 20, 99, 100, 199, 200].map((quantity) => [lineOf(quantity, 'product-1', euros(1))]),
  ...[19, 20].map((count) => Array.from({ length: count }, (_, n) => lineOf(1, `product-${n}`, euros(1)))),
  ...['JPY', 'KWD', 'CLF', 'EUR'].map((currency) => [lineOf(1, 'product-1', { minor: 100_000, currency })]),
];

export const histories: Histories = {
  'an order is changed and delivered': [
    ada,
    listed(),
    at('2026-01-01T09:00:00.000Z', created()),
    OrderEvents.OrderItemAdded({ ...second, customerId, total: euros(4498) }),
    OrderEvents.OrderItemAdded({ ...lineOf(3), customerId, total: euros(5 * 1999 + 500) }),
    OrderEvents.OrderItemQuantityChanged({
      customerId,
      productId: 'product-2',
      quantity: 4,
      total: euros(5 * 1999 + 2000),
    }),
    OrderEvents.OrderItemRemoved({ customerId, productId: 'product-1', total: euros(2000) }),
    OrderEvents.OrderShippingAddressChanged({ customerId, shippingAddress: paris }),
    paid([lineOf(4, 'product-2', euros(500))], paris),
    shipped([lineOf(4, 'product-2', euros(500))]),
    delivered([lineOf(4, 'product-2', euros(500))]),
  ],
  'orders are cancelled before and after they are paid': [
    ada,
    created(),
    cancelled(),
    toStream('order-2', created()),
    toStream('order-2', paid()),
    toStream('order-2', cancelled([lineOf(2)], true)),
  ],
  'two customers order in yen, in an old currency, to an old country, to nowhere, and much': [
    ada,
    created([lineOf(1, 'product-1', yen(3000)), lineOf(10, 'product-2', yen(10))]),
    paid([lineOf(1, 'product-1', yen(3000)), lineOf(10, 'product-2', yen(10))]),
    toStream('order-2', created([lineOf(100, 'product-1', { minor: 700_000, currency: 'DEM' })], null)),
    toStream('order-2', paid([lineOf(100, 'product-1', { minor: 700_000, currency: 'DEM' })], null)),
    toStream('order-3', created([lineOf(1)], { ...berlin, country: 'YU' })),
    toStream('order-3', paid([lineOf(1)], { ...berlin, country: 'YU' })),
    toStream('customer-2', ada),
    toStream('order-4', OrderEvents.OrderCreated({ ...whole([lineOf(1)]), customerId: 'customer-2' })),
  ],
  'orders come from everywhere': [ada, ...everywhere],
  'orders are of many sizes': [ada, ...baskets.map((lines, n) => toStream(`order-${n}`, created(lines)))],
  'more products are sold than a period names': [ada, ...manyProducts],
};
