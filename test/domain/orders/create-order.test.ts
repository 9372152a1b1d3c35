import { describe, expect, it } from 'vitest';
import { AlreadyExists, NotFound, toStream, reject, ValidationFailed } from '#engine';
import { given } from '#engine/testing';
import { ProductEvents } from '../../../src/domain/catalogue/events.ts';
import { CustomerEvents } from '../../../src/domain/customers/events.ts';
import { orderDecider } from '../../../src/domain/orders/decider.ts';
import { MOST_MINOR } from '../../../src/domain/shared/money.ts';
import { CurrencyMismatch, ProductDiscontinued } from '../../../src/domain/shared/refusals.ts';
import { ada, berlin, created, discontinued, euros, lineOf, listed, paris } from '../examples.ts';

const yen = (minor: number) => ({ minor, currency: 'JPY' });
const shop = [ada, listed('product-1'), listed('product-2', euros(500)), listed('product-3', yen(500))];
const order = { orderId: 'order-1', customerId: 'customer-1' };
const item = (quantity: number, productId = 'product-1') => ({ productId, quantity });

const whenOrdered = (...quantities: readonly number[]) =>
  given(orderDecider, shop).when('createOrder', {
    ...order,
    items: quantities.map((quantity) => item(quantity)),
  });

describe('createOrder', () => {
  it('takes the names and prices of this moment, and the address of the customer', () => {
    given(orderDecider, shop)
      .when('createOrder', { ...order, items: [item(2), item(1, 'product-2')] })
      .then(created([lineOf(2), lineOf(1, 'product-2', euros(500))]));
  });

  it('takes them as they were changed last', () => {
    given(orderDecider, [
      ...shop,
      ProductEvents.ProductPriceChanged({ price: euros(2400) }),
      ProductEvents.ProductDescribed({ name: 'Mug', description: '', category: 'kitchen' }),
      ProductEvents.ProductTagged({ tags: ['blue'] }),
      CustomerEvents.CustomerAddressUpdated({ address: paris }),
      CustomerEvents.CustomerNameChanged({ name: 'Bob' }),
    ])
      .when('createOrder', { ...order, items: [item(1)] })
      .then(created([{ ...lineOf(1, 'product-1', euros(2400)), productName: 'Mug' }], paris));
  });

  it('goes where it is told to', () => {
    given(orderDecider, shop)
      .when('createOrder', { ...order, items: [item(2)], shippingAddress: paris })
      .then(created([lineOf(2)], paris));
  });

  it('may have no address yet', () => {
    const homeless = CustomerEvents.CustomerRegistered({
      name: 'Bob',
      email: 'bob@example.com',
      phoneNumber: null,
      address: null,
    });
    given(orderDecider, [homeless, listed()])
      .when('createOrder', { ...order, items: [item(2)] })
      .then(created([lineOf(2)], null));
  });

  it('merges a product that is named twice', () => {
    given(orderDecider, shop)
      .when('createOrder', { ...order, items: [item(2), item(1, 'product-2'), item(3)] })
      .then(created([lineOf(5), lineOf(1, 'product-2', euros(500))]));
  });

  it('refuses a customer or a product that is not there', () => {
    given(orderDecider, [listed()])
      .when('createOrder', { ...order, items: [item(2)] })
      .then(reject(NotFound, { what: 'customer', id: 'customer-1' }));
    given(orderDecider, shop)
      .when('createOrder', { ...order, items: [item(2), item(1, 'product-9')] })
      .then(reject(NotFound, { what: 'product', id: 'product-9' }));
  });

  it('refuses a discontinued product', () => {
    given(orderDecider, [...shop, discontinued('product-2')])
      .when('createOrder', { ...order, items: [item(2), item(1, 'product-2')] })
      .then(reject(ProductDiscontinued, { productId: 'product-2' }));
  });

  it('is in one currency', () => {
    given(orderDecider, shop)
      .when('createOrder', { ...order, items: [item(2), item(1, 'product-3')] })
      .then(reject(CurrencyMismatch, { expected: 'EUR', actual: 'JPY' }));
    given(orderDecider, shop)
      .when('createOrder', { ...order, items: [item(1, 'product-3')] })
      .then(created([lineOf(1, 'product-3', yen(500))]));
  });

  it('is not there yet', () => {
    given(orderDecider, [...shop, created()])
      .when('createOrder', { ...order, items: [item(2)] })
      .then(reject(AlreadyExists, { what: 'order', id: 'order-1' }));
  });

  it('has quantities from 1 to 1000', () => {
    whenOrdered(1).then(created([lineOf(1)]));
    whenOrdered(1000).then(created([lineOf(1000)]));
    whenOrdered(600, 400).then(created([lineOf(1000)]));
    for (const wrong of [0, -1, 1001, 1.5, Number.NaN, 2 ** 53]) whenOrdered(wrong).then(ValidationFailed);
    expect(whenOrdered(600, 401).outcome).toMatchObject({
      code: 'VALIDATION_FAILED',
      data: {
        issues: [{ path: 'items.1.quantity', message: 'would make 1001 of one product; at most 1000' }],
      },
    });
  });

  it('has 1 to 100 lines', () => {
    const ids = Array.from({ length: 101 }, (_, index) => `product-${index + 1}`);
    const items = ids.map((id) => item(1, id));
    const stocked = [ada, ...ids.map((id) => listed(id))];
    const hundred = ids.slice(0, 100).map((id) => lineOf(1, id));
    given(orderDecider, stocked)
      .when('createOrder', { ...order, items: items.slice(0, 100) })
      .then(created(hundred));
    given(orderDecider, stocked)
      .when('createOrder', { ...order, items })
      .then(ValidationFailed);
    given(orderDecider, stocked)
      .when('createOrder', { ...order, items: [] })
      .then(ValidationFailed);
  });

  it('has a total within the limit', () => {
    const dear = [ada, listed('product-1', euros(MOST_MINOR / 2)), listed('product-2', euros(1))];
    given(orderDecider, dear)
      .when('createOrder', { ...order, items: [item(2)] })
      .then(created([lineOf(2, 'product-1', euros(MOST_MINOR / 2))]));
    given(orderDecider, dear)
      .when('createOrder', { ...order, items: [item(2), item(1, 'product-2')] })
      .then(
        reject(ValidationFailed, { issues: [{ path: 'items', message: 'the total would be too large' }] }),
      );
  });

  it.each([
    ['orderId', 'a b'],
    ['customerId', ''],
    ['shippingAddress', { ...berlin, country: 'XX' }],
    ['items', [{ productId: 'product-1' }]],
    ['items', [{ productId: 'a/b', quantity: 1 }]],
  ])('refuses as %s %j', (field, value) => {
    given(orderDecider, shop)
      .when('createOrder', { ...order, items: [item(2)], [field]: value })
      .then(ValidationFailed);
  });

  it('fits into an event at its largest', () => {
    const ids = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(64, 'x'));
    const broadest = '漢'.repeat(100);
    const address = {
      line1: '漢'.repeat(120),
      line2: '漢'.repeat(120),
      city: '漢'.repeat(80),
      postalCode: '漢'.repeat(16),
      region: '漢'.repeat(80),
      country: 'JP',
    };
    const price = { minor: MOST_MINOR / 100_000, currency: 'JPY' };
    const stocked = [ada, ...ids.map((id) => toStream(id, listed(id, price, broadest)))];
    const items = ids.map((id) => item(1000, id));
    const { outcome } = given(orderDecider, stocked).when('createOrder', {
      ...order,
      items,
      shippingAddress: address,
    });
    const createdAtMost = 'rejected' in outcome ? [] : outcome;
    expect(createdAtMost).toHaveLength(1);
    const { outcome: cancelled } = given(orderDecider, createdAtMost).when('cancelOrder', {
      orderId: 'order-1',
      reason: '漢'.repeat(200),
    });
    expect(cancelled).toMatchObject([{ type: 'OrderCancelled' }]);
  });
});
