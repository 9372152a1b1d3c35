import { expect, it } from 'vitest';
import { at, projecting, type PastEvent } from '#engine/testing';
import { OrderEvents } from '../../../src/domain/orders/events.ts';
import { adminOrdersProjection } from '../../../src/domain/orders/projections/admin-orders.ts';
import { ada, cancelled, created, delivered, euros, lineOf, paid, paris, shipped } from '../examples.ts';

const customerId = 'customer-1';
const order = (...events: readonly PastEvent[]) =>
  projecting(adminOrdersProjection, [ada, ...events]).get('order-1');
const begun = at('2026-03-01T10:00:00.000Z', created([lineOf(2)]));

it('shows a new order with its customer, region and score', () => {
  expect(order(begun)).toEqual({
    id: 'order-1',
    version: 1,
    position: '2',
    customerId,
    customerName: 'Ada',
    status: 'CREATED',
    total: euros(3998),
    quantities: [{ productId: 'product-1', quantity: 2 }],
    fraudScore: 0,
    region: 'EUROPE',
    createdAt: '2026-03-01T10:00:00.000Z',
  });
});

it('scores it anew with every change of what it holds', () => {
  const grown = OrderEvents.OrderItemAdded({ ...lineOf(8), customerId, total: euros(19_990) });
  expect(order(begun, grown)).toMatchObject({ fraudScore: 10, total: euros(19_990) });
  const other = OrderEvents.OrderItemAdded({
    ...lineOf(90, 'product-2', euros(1000)),
    customerId,
    total: euros(109_990),
  });
  expect(order(begun, grown, other)).toMatchObject({ fraudScore: 15 + 10 + 5 });
  const fewer = OrderEvents.OrderItemQuantityChanged({
    customerId,
    productId: 'product-2',
    quantity: 1,
    total: euros(20_990),
  });
  expect(order(begun, grown, other, fewer)).toMatchObject({ fraudScore: 10 });
  const removed = OrderEvents.OrderItemRemoved({ customerId, productId: 'product-1', total: euros(1000) });
  expect(order(begun, grown, other, fewer, removed)).toMatchObject({
    fraudScore: 0,
    quantities: [{ productId: 'product-2', quantity: 1 }],
  });
});

it('has no region without an address, and the region of the address it gets', () => {
  const nowhere = created([lineOf(1)], null);
  expect(order(nowhere)).toMatchObject({ region: null, fraudScore: 20 });
  const shippingAddress = { ...paris, country: 'BR' };
  const moved = OrderEvents.OrderShippingAddressChanged({ customerId, shippingAddress });
  expect(order(nowhere, moved)).toMatchObject({ region: 'SOUTH_AMERICA', fraudScore: 0, version: 2 });
});

it.each([
  ['PAID', [paid()]],
  ['SHIPPED', [paid(), shipped()]],
  ['DELIVERED', [paid(), shipped(), delivered()]],
  ['CANCELLED', [cancelled()]],
])('is %s after that has happened', (status, events) => {
  expect(order(begun, ...events)).toMatchObject({ status });
});
