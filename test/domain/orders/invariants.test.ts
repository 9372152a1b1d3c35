// Whatever is asked of an order, and in whatever sequence, these things stay true.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { given, projecting, type PastEvent } from '#engine/testing';
import { orderDecider } from '../../../src/domain/orders/decider.ts';
import { orderSummaryProjection } from '../../../src/domain/orders/projections/order-summary.ts';
import { orderProjection } from '../../../src/domain/orders/projections/order.ts';
import { times } from '../../../src/domain/shared/money.ts';
import type { OrderStatus } from '../../../src/domain/orders/status.ts';
import { ada, berlin, created, discontinued, euros, lineOf, listed, paris } from '../examples.ts';

const orderId = 'order-1';
const shop = [
  ada,
  listed('product-1'),
  listed('product-2', euros(500)),
  listed('product-3', euros(1)),
  listed('product-4', { minor: 1, currency: 'USD' }),
  listed('product-5'),
  discontinued('product-5'),
];

const productId = fc.integer({ min: 1, max: 6 }).map((number) => `product-${number}`);
const quantity = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: -1, max: 1002 }));
const commands = {
  addOrderItem: fc.record({ orderId: fc.constant(orderId), productId, quantity }),
  removeOrderItem: fc.record({ orderId: fc.constant(orderId), productId }),
  changeOrderItemQuantity: fc.record({ orderId: fc.constant(orderId), productId, quantity }),
  changeOrderShippingAddress: fc.record({
    orderId: fc.constant(orderId),
    address: fc.constantFrom(berlin, paris),
  }),
  payOrder: fc.constant({ orderId, paymentReference: 'pay-1' }),
  shipOrder: fc.constant({ orderId, carrier: 'DHL', trackingNumber: 'track-1' }),
  deliverOrder: fc.constant({ orderId }),
  cancelOrder: fc.constant({ orderId, reason: 'late' }),
};
type Command = keyof typeof commands;

const step = (name: Command, weight: number) => ({
  weight,
  arbitrary: commands[name].map((input) => ({ name, input })),
});
const steps = fc.array(
  fc.oneof(
    step('addOrderItem', 8),
    step('removeOrderItem', 4),
    step('changeOrderItemQuantity', 6),
    step('changeOrderShippingAddress', 2),
    step('payOrder', 1),
    step('shipOrder', 1),
    step('deliverOrder', 1),
    step('cancelOrder', 1),
  ),
  { maxLength: 40 },
);

const next: Record<OrderStatus, readonly OrderStatus[]> = {
  CREATED: ['CREATED', 'PAID', 'CANCELLED'],
  PAID: ['PAID', 'SHIPPED', 'CANCELLED'],
  SHIPPED: ['SHIPPED', 'DELIVERED'],
  DELIVERED: ['DELIVERED'],
  CANCELLED: ['CANCELLED'],
};

function orderAfter(past: readonly PastEvent[]) {
  const order = projecting(orderProjection, past).get(orderId);
  if (!order) throw new Error('The order is gone.');
  return order;
}

type Order = ReturnType<typeof orderAfter>;

function isSameParcel(a: Order, b: Order): boolean {
  return isDeepStrictEqual([a.items, a.shippingAddress], [b.items, b.shippingAddress]);
}

function checkOrder(past: readonly PastEvent[]): void {
  const order = orderAfter(past);
  expect(order.items.length).toBeGreaterThanOrEqual(1);
  expect(order.itemCount).toBe(order.items.length);
  expect(new Set(order.items.map(({ product }) => product.id)).size).toBe(order.items.length);
  for (const { quantity, unitPrice, lineTotal } of order.items) {
    expect(quantity).toBeGreaterThanOrEqual(1);
    expect(quantity).toBeLessThanOrEqual(1000);
    expect(lineTotal).toEqual(times(unitPrice, quantity));
  }
  expect(order.total).toEqual(euros(order.items.reduce((sum, { lineTotal }) => sum + lineTotal.minor, 0)));
  expect(order.shippedAt === null).toBe(order.status !== 'SHIPPED' && order.status !== 'DELIVERED');
  expect(order.status === 'CREATED' && order.paidAt !== null).toBe(false);

  expect(projecting(orderSummaryProjection, past).get(orderId)).toMatchObject({
    version: order.version,
    itemCount: order.itemCount,
    productIds: order.items.map(({ product }) => product.id),
    productNames: order.items.map(({ product }) => product.name),
    total: order.total,
    status: order.status,
    shippedAt: order.shippedAt,
  });
}

it('an order keeps its invariants under any sequence of commands', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(steps, (sequence) => {
      let past: readonly PastEvent[] = [...shop, created([lineOf(2)])];
      for (const { name, input } of sequence) {
        const { outcome } = given(orderDecider, past).when(name, input);
        if ('rejected' in outcome) {
          seen.add(outcome.code);
          continue;
        }
        const before = orderAfter(past);
        past = [...past, ...outcome];
        const after = orderAfter(past);
        expect(outcome).toHaveLength(1);
        expect(after.version).toBe(before.version + 1);
        expect(next[before.status]).toContain(after.status);
        expect(before.status === 'CREATED' || isSameParcel(before, after)).toBe(true);
      }
      checkOrder(past);
    }),
    { numRuns: 150, seed: 20260301 },
  );
  // The sequences reach every refusal an order gives.
  expect([...seen].sort()).toEqual([
    'CURRENCY_MISMATCH',
    'NOTHING_TO_CHANGE',
    'NOT_FOUND',
    'ORDER_NEEDS_ITEMS',
    'ORDER_NOT_OPEN',
    'ORDER_NOT_PAID',
    'ORDER_NOT_SHIPPED',
    'PRODUCT_DISCONTINUED',
    'VALIDATION_FAILED',
  ]);
});
