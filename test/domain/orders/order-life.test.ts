import { describe, it } from 'vitest';
import { NotFound, reject, ValidationFailed } from '#engine';
import { given } from '#engine/testing';
import { orderDecider } from '../../../src/domain/orders/decider.ts';
import { OrderEvents } from '../../../src/domain/orders/events.ts';
import {
  OrderNotOpen,
  OrderNotPaid,
  OrderNotShipped,
  ShippingAddressMissing,
} from '../../../src/domain/orders/refusals.ts';
import type { OrderStatus } from '../../../src/domain/orders/status.ts';
import { cancelled, created, delivered, euros, lineOf, paid, paris, shipped, whole } from '../examples.ts';

const orderId = 'order-1';
const pay = { orderId, paymentReference: 'pay-1' };
const ship = { orderId, carrier: 'DHL', trackingNumber: 'track-1' };
const cancel = { orderId, reason: 'late' };

const histories = {
  CREATED: [created()],
  PAID: [created(), paid()],
  SHIPPED: [created(), paid(), shipped()],
  DELIVERED: [created(), paid(), shipped(), delivered()],
  CANCELLED: [created(), cancelled()],
} satisfies Record<OrderStatus, unknown>;
const givenOrder = (status: OrderStatus) => given(orderDecider, histories[status]);

describe('payOrder', () => {
  it('pays a CREATED order', () => {
    givenOrder('CREATED').when('payOrder', pay).then(paid());
  });

  it('says all that was paid for', () => {
    const lines = [lineOf(2), lineOf(3, 'product-2', euros(500))];
    given(orderDecider, [
      created(),
      OrderEvents.OrderItemAdded({
        ...lineOf(3, 'product-2', euros(500)),
        customerId: 'customer-1',
        total: euros(5498),
      }),
      OrderEvents.OrderShippingAddressChanged({ customerId: 'customer-1', shippingAddress: paris }),
    ])
      .when('payOrder', pay)
      .then(paid(lines, paris));
  });

  it.each(['PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED'] as const)('refuses a %s order', (status) => {
    givenOrder(status).when('payOrder', pay).then(reject(OrderNotOpen, { status }));
  });

  it('needs a reference of 1 to 100 characters', () => {
    givenOrder('CREATED').when('payOrder', { orderId, paymentReference: ' ' }).then(ValidationFailed);
    givenOrder('CREATED')
      .when('payOrder', { orderId, paymentReference: 'x'.repeat(101) })
      .then(ValidationFailed);
    givenOrder('CREATED')
      .when('payOrder', { orderId, paymentReference: 'x'.repeat(100) })
      .then(OrderEvents.OrderPaid({ ...whole([lineOf(2)]), paymentReference: 'x'.repeat(100) }));
  });
});

describe('shipOrder', () => {
  it('ships a PAID order', () => {
    givenOrder('PAID').when('shipOrder', ship).then(shipped());
  });

  it('needs an address', () => {
    given(orderDecider, [created([lineOf(2)], null), paid([lineOf(2)], null)])
      .when('shipOrder', ship)
      .then(ShippingAddressMissing);
  });

  it.each(['CREATED', 'SHIPPED', 'DELIVERED', 'CANCELLED'] as const)('refuses a %s order', (status) => {
    givenOrder(status).when('shipOrder', ship).then(reject(OrderNotPaid, { status }));
  });

  it('needs a carrier and a tracking number', () => {
    givenOrder('PAID')
      .when('shipOrder', { ...ship, carrier: '' })
      .then(ValidationFailed);
    givenOrder('PAID')
      .when('shipOrder', { ...ship, carrier: 'x'.repeat(61) })
      .then(ValidationFailed);
    givenOrder('PAID')
      .when('shipOrder', { ...ship, trackingNumber: ' ' })
      .then(ValidationFailed);
    givenOrder('PAID')
      .when('shipOrder', { ...ship, trackingNumber: 'x'.repeat(101) })
      .then(ValidationFailed);
  });
});

describe('deliverOrder', () => {
  it('delivers a SHIPPED order', () => {
    givenOrder('SHIPPED').when('deliverOrder', { orderId }).then(delivered());
  });

  it.each(['CREATED', 'PAID', 'DELIVERED', 'CANCELLED'] as const)('refuses a %s order', (status) => {
    givenOrder(status).when('deliverOrder', { orderId }).then(reject(OrderNotShipped, { status }));
  });
});

describe('cancelOrder', () => {
  it('cancels an order before it is shipped, and says whether it was paid', () => {
    givenOrder('CREATED').when('cancelOrder', cancel).then(cancelled());
    givenOrder('PAID')
      .when('cancelOrder', cancel)
      .then(cancelled([lineOf(2)], true));
  });

  it.each(['SHIPPED', 'DELIVERED', 'CANCELLED'] as const)('refuses a %s order', (status) => {
    givenOrder(status).when('cancelOrder', cancel).then(reject(OrderNotOpen, { status }));
  });

  it('needs a reason of 1 to 200 characters', () => {
    givenOrder('CREATED').when('cancelOrder', { orderId, reason: '\n' }).then(ValidationFailed);
    givenOrder('CREATED')
      .when('cancelOrder', { orderId, reason: 'x'.repeat(201) })
      .then(ValidationFailed);
    givenOrder('CREATED')
      .when('cancelOrder', { orderId, reason: 'x'.repeat(200) })
      .then(OrderEvents.OrderCancelled({ ...whole([lineOf(2)]), reason: 'x'.repeat(200), wasPaid: false }));
  });
});

it.each([
  ['payOrder', pay],
  ['shipOrder', ship],
  ['deliverOrder', { orderId }],
  ['cancelOrder', cancel],
] as const)('%s needs an order', (command, input) => {
  given(orderDecider)
    .when(command, input)
    .then(reject(NotFound, { what: 'order', id: orderId }));
});
