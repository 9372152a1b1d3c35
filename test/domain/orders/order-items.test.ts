import { describe, it } from 'vitest';
import { NotFound, NothingToChange, reject, ValidationFailed } from '#engine';
import { given } from '#engine/testing';
import { ProductEvents } from '../../../src/domain/catalogue/events.ts';
import { orderDecider } from '../../../src/domain/orders/decider.ts';
import { OrderEvents } from '../../../src/domain/orders/events.ts';
import { OrderNeedsItems, OrderNotOpen } from '../../../src/domain/orders/refusals.ts';
import { MOST_MINOR } from '../../../src/domain/shared/money.ts';
import { CurrencyMismatch, ProductDiscontinued } from '../../../src/domain/shared/refusals.ts';
import {
  berlin,
  cancelled,
  created,
  delivered,
  discontinued,
  euros,
  lineOf,
  listed,
  paid,
  paris,
  shipped,
} from '../examples.ts';

const orderId = 'order-1';
const customerId = 'customer-1';
const two = [lineOf(2), lineOf(1, 'product-2', euros(500))];
const shop = [listed('product-1'), listed('product-2', euros(500))];
const issue = (path: string, message: string) => reject(ValidationFailed, { issues: [{ path, message }] });

const closed = [
  ['PAID', [created(), paid()]],
  ['SHIPPED', [created(), paid(), shipped()]],
  ['DELIVERED', [created(), paid(), shipped(), delivered()]],
  ['CANCELLED', [created(), cancelled()]],
] as const;

const add = (quantity: number, productId = 'product-2') => ({ orderId, productId, quantity });
const change = (quantity: number, productId = 'product-1') => ({ orderId, productId, quantity });
/** On an order of `two`. */
const changed = (quantity: number) =>
  OrderEvents.OrderItemQuantityChanged({
    customerId,
    productId: 'product-1',
    quantity,
    total: euros(quantity * 1999 + 500),
  });

describe('addOrderItem', () => {
  it('adds a line', () => {
    given(orderDecider, [...shop, created()])
      .when('addOrderItem', add(3))
      .then(
        OrderEvents.OrderItemAdded({
          ...lineOf(3, 'product-2', euros(500)),
          customerId,
          total: euros(2 * 1999 + 3 * 500),
        }),
      );
  });

  it('lets a line grow at the price it has', () => {
    given(orderDecider, [...shop, created(), ProductEvents.ProductPriceChanged({ price: euros(9999) })])
      .when('addOrderItem', add(1, 'product-1'))
      .then(OrderEvents.OrderItemAdded({ ...lineOf(1), customerId, total: euros(3 * 1999) }));
  });

  it('takes the new price where the line is new', () => {
    given(orderDecider, [
      ...shop,
      created(),
      OrderEvents.OrderItemAdded({ ...lineOf(1, 'product-2', euros(500)), customerId, total: euros(4498) }),
      OrderEvents.OrderItemRemoved({ customerId, productId: 'product-1', total: euros(500) }),
      ProductEvents.ProductPriceChanged({ price: euros(2400) }),
    ])
      .when('addOrderItem', add(1, 'product-1'))
      .then(
        OrderEvents.OrderItemAdded({
          ...lineOf(1, 'product-1', euros(2400)),
          customerId,
          total: euros(2900),
        }),
      );
  });

  it('stops at 1000 of one product', () => {
    const almostFull = given(orderDecider, [...shop, created([lineOf(999)])]);
    almostFull
      .when('addOrderItem', add(1, 'product-1'))
      .then(OrderEvents.OrderItemAdded({ ...lineOf(1), customerId, total: euros(1000 * 1999) }));
    almostFull
      .when('addOrderItem', add(2, 'product-1'))
      .then(issue('quantity', 'an order has at most 1000 of one product'));
    almostFull.when('addOrderItem', add(0, 'product-1')).then(ValidationFailed);
    almostFull.when('addOrderItem', add(1001, 'product-1')).then(ValidationFailed);
  });

  it('stops at 100 lines', () => {
    const lines = Array.from({ length: 100 }, (_, index) => lineOf(1, `p-${index}`));
    given(orderDecider, [...shop, created(lines.slice(1))])
      .when('addOrderItem', add(1, 'product-1'))
      .then(OrderEvents.OrderItemAdded({ ...lineOf(1), customerId, total: euros(100 * 1999) }));
    given(orderDecider, [...shop, created(lines)])
      .when('addOrderItem', add(1, 'product-1'))
      .then(issue('productId', 'an order has at most 100 lines'));
  });

  it('stops at the limit of a total', () => {
    given(orderDecider, [listed('product-1', euros(MOST_MINOR)), created()])
      .when('addOrderItem', add(1, 'product-1'))
      .then(OrderEvents.OrderItemAdded({ ...lineOf(1), customerId, total: euros(3 * 1999) }));
    given(orderDecider, [listed('product-2', euros(MOST_MINOR)), created()])
      .when('addOrderItem', add(1))
      .then(issue('quantity', 'the total would be too large'));
  });

  it('refuses what can not be had', () => {
    given(orderDecider, [created()])
      .when('addOrderItem', add(1))
      .then(reject(NotFound, { what: 'product', id: 'product-2' }));
    given(orderDecider, [...shop, discontinued('product-2'), created()])
      .when('addOrderItem', add(1))
      .then(reject(ProductDiscontinued, { productId: 'product-2' }));
    given(orderDecider, [listed('product-2', { minor: 1, currency: 'USD' }), created()])
      .when('addOrderItem', add(1))
      .then(reject(CurrencyMismatch, { expected: 'EUR', actual: 'USD' }));
  });

  it('refuses an order that is not there', () => {
    given(orderDecider, shop)
      .when('addOrderItem', add(1))
      .then(reject(NotFound, { what: 'order', id: orderId }));
  });

  it.each(closed)('is over when the order is %s', (status, past) => {
    given(orderDecider, [...shop, ...past])
      .when('addOrderItem', add(1))
      .then(reject(OrderNotOpen, { status }));
  });
});

describe('removeOrderItem', () => {
  it('removes a line', () => {
    given(orderDecider, [created(two)])
      .when('removeOrderItem', { orderId, productId: 'product-1' })
      .then(OrderEvents.OrderItemRemoved({ customerId, productId: 'product-1', total: euros(500) }));
  });

  it('refuses the last line', () => {
    given(orderDecider, [
      created(two),
      OrderEvents.OrderItemRemoved({ customerId, productId: 'product-2', total: euros(3998) }),
    ])
      .when('removeOrderItem', { orderId, productId: 'product-1' })
      .then(OrderNeedsItems);
  });

  it('refuses what is not on the order', () => {
    given(orderDecider, [created()])
      .when('removeOrderItem', { orderId, productId: 'product-2' })
      .then(reject(NotFound, { what: 'order item', id: 'product-2' }));
  });

  it.each(closed)('is over when the order is %s', (status, past) => {
    given(orderDecider, past)
      .when('removeOrderItem', { orderId, productId: 'product-1' })
      .then(reject(OrderNotOpen, { status }));
  });
});

describe('changeOrderItemQuantity', () => {
  it('changes it, from 1 to 1000', () => {
    for (const quantity of [1, 1000]) {
      given(orderDecider, [created(two)])
        .when('changeOrderItemQuantity', change(quantity))
        .then(changed(quantity));
    }
    for (const quantity of [0, 1001]) {
      given(orderDecider, [created(two)])
        .when('changeOrderItemQuantity', change(quantity))
        .then(ValidationFailed);
    }
  });

  it('refuses what it is already', () => {
    given(orderDecider, [created(two)])
      .when('changeOrderItemQuantity', change(2))
      .then(NothingToChange);
    given(orderDecider, [created(two), changed(7)])
      .when('changeOrderItemQuantity', change(7))
      .then(NothingToChange);
  });

  it('refuses what is not on the order', () => {
    given(orderDecider, [created()])
      .when('changeOrderItemQuantity', change(2, 'product-9'))
      .then(reject(NotFound, { what: 'order item', id: 'product-9' }));
  });

  it('stops at the limit of a total', () => {
    given(orderDecider, [created([lineOf(1, 'product-1', euros(MOST_MINOR))])])
      .when('changeOrderItemQuantity', change(2))
      .then(issue('quantity', 'the total would be too large'));
  });

  it.each(closed)('is over when the order is %s', (status, past) => {
    given(orderDecider, past)
      .when('changeOrderItemQuantity', change(5))
      .then(reject(OrderNotOpen, { status }));
  });
});

describe('changeOrderShippingAddress', () => {
  const moved = OrderEvents.OrderShippingAddressChanged({ customerId, shippingAddress: paris });

  it('changes it, or gives it one', () => {
    for (const before of [created(), created([lineOf(2)], null)]) {
      given(orderDecider, [before])
        .when('changeOrderShippingAddress', { orderId, address: paris })
        .then(moved);
    }
  });

  it('refuses what it is already', () => {
    given(orderDecider, [created()])
      .when('changeOrderShippingAddress', { orderId, address: berlin })
      .then(NothingToChange);
    given(orderDecider, [created(), moved])
      .when('changeOrderShippingAddress', { orderId, address: paris })
      .then(NothingToChange);
  });

  it.each(closed)('is over when the order is %s', (status, past) => {
    given(orderDecider, past)
      .when('changeOrderShippingAddress', { orderId, address: paris })
      .then(reject(OrderNotOpen, { status }));
  });
});
