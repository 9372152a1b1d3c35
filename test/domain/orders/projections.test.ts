import { describe, expect, it } from 'vitest';
import { toStream } from '#engine';
import { at, projecting, type PastEvent } from '#engine/testing';
import { CustomerEvents } from '../../../src/domain/customers/events.ts';
import { OrderEvents } from '../../../src/domain/orders/events.ts';
import { customerOrdersProjection } from '../../../src/domain/orders/projections/customer-orders.ts';
import { orderSummaryProjection } from '../../../src/domain/orders/projections/order-summary.ts';
import { orderProjection } from '../../../src/domain/orders/projections/order.ts';
import {
  ada,
  berlin,
  cancelled,
  created,
  delivered,
  euros,
  lineOf,
  paid,
  paris,
  shipped,
} from '../examples.ts';

const customerId = 'customer-1';
const second = lineOf(1, 'product-2', euros(500));
const secondAdded = OrderEvents.OrderItemAdded({ ...second, customerId, total: euros(4498) });
const firstGrown = OrderEvents.OrderItemAdded({ ...lineOf(3), customerId, total: euros(5 * 1999 + 500) });
const firstRemoved = OrderEvents.OrderItemRemoved({ customerId, productId: 'product-1', total: euros(500) });
const quantityChanged = OrderEvents.OrderItemQuantityChanged({
  customerId,
  productId: 'product-2',
  quantity: 4,
  total: euros(2000),
});
const itemOf = (id: string, quantity: number, price: number) => ({
  product: { id, name: `Name of ${id}` },
  quantity,
  unitPrice: euros(price),
  lineTotal: euros(price * quantity),
});

const order = (...events: readonly PastEvent[]) =>
  projecting(orderProjection, [ada, at('2026-03-01T10:00:00.000Z', created()), ...events]).get('order-1');
const summary = (...events: readonly PastEvent[]) =>
  projecting(orderSummaryProjection, [ada, created([lineOf(2), second]), ...events]).get('order-1');

describe('order', () => {
  it('shows a new order and its customer', () => {
    expect(order()).toEqual({
      id: 'order-1',
      version: 1,
      position: '2',
      customerId,
      customer: { id: customerId, name: 'Ada', email: 'Ada@example.com' },
      status: 'CREATED',
      items: [itemOf('product-1', 2, 1999)],
      itemCount: 1,
      total: euros(3998),
      shippingAddress: berlin,
      createdAt: '2026-03-01T10:00:00.000Z',
      paidAt: null,
      paymentReference: null,
      shippedAt: null,
      carrier: null,
      trackingNumber: null,
      deliveredAt: null,
      cancelledAt: null,
      cancellationReason: null,
    });
  });

  it('follows its items and its address', () => {
    expect(order(secondAdded)).toMatchObject({
      version: 2,
      items: [itemOf('product-1', 2, 1999), itemOf('product-2', 1, 500)],
      itemCount: 2,
      total: euros(4498),
    });
    expect(order(secondAdded, firstGrown)).toMatchObject({
      items: [itemOf('product-1', 5, 1999), itemOf('product-2', 1, 500)],
      itemCount: 2,
      total: euros(5 * 1999 + 500),
    });
    const moved = OrderEvents.OrderShippingAddressChanged({ customerId, shippingAddress: paris });
    expect(order(secondAdded, firstRemoved, quantityChanged, moved)).toMatchObject({
      version: 5,
      items: [itemOf('product-2', 4, 500)],
      itemCount: 1,
      total: euros(2000),
      shippingAddress: paris,
    });
  });

  it('knows when it was paid, shipped and delivered', () => {
    expect(
      order(
        at('2026-03-02T10:00:00.000Z', paid()),
        at('2026-03-03T10:00:00.000Z', shipped()),
        at('2026-03-04T10:00:00.000Z', delivered()),
      ),
    ).toMatchObject({
      version: 4,
      status: 'DELIVERED',
      paidAt: '2026-03-02T10:00:00.000Z',
      paymentReference: 'pay-1',
      shippedAt: '2026-03-03T10:00:00.000Z',
      carrier: 'DHL',
      trackingNumber: 'track-1',
      deliveredAt: '2026-03-04T10:00:00.000Z',
      cancelledAt: null,
    });
  });

  it('knows when and why it was cancelled', () => {
    expect(order(at('2026-03-02T10:00:00.000Z', cancelled()))).toMatchObject({
      status: 'CANCELLED',
      cancelledAt: '2026-03-02T10:00:00.000Z',
      cancellationReason: 'late',
    });
  });

  it('shows its customer as it is now', () => {
    expect(
      order(
        CustomerEvents.CustomerNameChanged({ name: 'Ada L.' }),
        CustomerEvents.CustomerEmailChanged({ email: 'a@example.org' }),
        toStream('customer-2', ada),
        toStream('customer-2', CustomerEvents.CustomerNameChanged({ name: 'Bob' })),
      ),
    ).toMatchObject({
      version: 1,
      position: '4',
      customer: { id: customerId, name: 'Ada L.', email: 'a@example.org' },
    });
  });
});

describe('orderSummary', () => {
  it('shows a new order in flat fields', () => {
    expect(summary()).toEqual({
      id: 'order-1',
      version: 1,
      position: '2',
      customerId,
      customerName: 'Ada',
      customerEmail: 'Ada@example.com',
      itemCount: 2,
      productIds: ['product-1', 'product-2'],
      productNames: ['Name of product-1', 'Name of product-2'],
      total: euros(4498),
      status: 'CREATED',
      shippedAt: null,
    });
  });

  it('follows its items', () => {
    const third = lineOf(1, 'product-3', euros(1));
    const thirdAdded = OrderEvents.OrderItemAdded({ ...third, customerId, total: euros(4499) });
    expect(summary(thirdAdded, firstGrown, firstRemoved, quantityChanged)).toMatchObject({
      version: 5,
      itemCount: 2,
      productIds: ['product-2', 'product-3'],
      productNames: ['Name of product-2', 'Name of product-3'],
      total: euros(2000),
    });
  });

  it('keeps one of two products of the same name', () => {
    const twin = { ...second, productName: 'Name of product-1' };
    const [document] = projecting(orderSummaryProjection, [
      ada,
      created([lineOf(2), twin]),
      firstRemoved,
    ]).values();
    expect(document).toMatchObject({
      itemCount: 1,
      productIds: ['product-2'],
      productNames: ['Name of product-1'],
    });
  });

  it('moves its version with what it does not show', () => {
    const moved = OrderEvents.OrderShippingAddressChanged({ customerId, shippingAddress: paris });
    expect(summary(moved)).toMatchObject({ version: 2, position: '3' });
  });

  it('follows the life of the order', () => {
    expect(summary(paid())).toMatchObject({ status: 'PAID', shippedAt: null });
    expect(summary(paid(), at('2026-03-03T10:00:00.000Z', shipped()))).toMatchObject({
      status: 'SHIPPED',
      shippedAt: '2026-03-03T10:00:00.000Z',
    });
    expect(summary(paid(), shipped(), delivered())).toMatchObject({ status: 'DELIVERED' });
    expect(summary(cancelled())).toMatchObject({ status: 'CANCELLED' });
  });

  it('shows the customer as it is now', () => {
    expect(summary(CustomerEvents.CustomerNameChanged({ name: 'Ada L.' }))).toMatchObject({
      customerName: 'Ada L.',
      customerEmail: 'Ada@example.com',
    });
  });
});

describe('customerOrders', () => {
  const listed = (...events: readonly PastEvent[]) =>
    projecting(customerOrdersProjection, [
      at('2026-03-01T10:00:00.000Z', created([lineOf(2), second])),
      ...events,
    ]).get('order-1');

  it('shows of an order its state, its total and when it was made', () => {
    expect(listed()).toMatchObject({
      customerId,
      status: 'CREATED',
      total: euros(4498),
      createdAt: '2026-03-01T10:00:00.000Z',
    });
  });

  it('follows the items and the state', () => {
    expect(listed(quantityChanged)).toMatchObject({ version: 2, total: euros(2000) });
    expect(listed(firstRemoved)).toMatchObject({ total: euros(500) });
    expect(listed(firstGrown)).toMatchObject({ total: euros(5 * 1999 + 500) });
    expect(listed(paid(), shipped(), delivered())).toMatchObject({ version: 4, status: 'DELIVERED' });
    expect(listed(cancelled())).toMatchObject({ status: 'CANCELLED' });
  });
});
