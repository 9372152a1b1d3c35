// The customer, the products and the order that the domain's tests tell about.
import { CustomerEvents } from '../../src/domain/customers/events.ts';
import { ProductEvents } from '../../src/domain/catalogue/events.ts';
import { OrderEvents, type OrderLine } from '../../src/domain/orders/events.ts';
import type { Address } from '../../src/domain/shared/address.ts';
import type { Money } from '../../src/domain/shared/money.ts';
import { toStream } from '#engine';

export const euros = (minor: number): Money => ({ minor, currency: 'EUR' });

export const berlin: Address = {
  line1: 'Unter den Linden 1',
  line2: null,
  city: 'Berlin',
  postalCode: '10117',
  region: 'BE',
  country: 'DE',
};
export const paris: Address = {
  line1: '5 rue de Rivoli',
  line2: 'escalier B',
  city: 'Paris',
  postalCode: '75001',
  region: null,
  country: 'FR',
};

/** `customer-1`. */
export const ada = CustomerEvents.CustomerRegistered({
  name: 'Ada',
  email: 'Ada@example.com',
  phoneNumber: '+4930123456',
  address: berlin,
});

/** A listed product; `product-1` if no id is said. */
export function listed(id = 'product-1', price: Money = euros(1999), name = `Name of ${id}`) {
  return toStream(
    id,
    ProductEvents.ProductListed({ name, description: 'Nice.', category: 'things', price, tags: ['new'] }),
  );
}

export const discontinued = (id = 'product-1') => toStream(id, ProductEvents.ProductDiscontinued({}));

export function lineOf(quantity: number, id = 'product-1', unitPrice: Money = euros(1999)): OrderLine {
  return { productId: id, productName: `Name of ${id}`, quantity, unitPrice };
}

/** Not as the shop sums it up: what happened must stay the same when the code changes. */
const worth = (lines: readonly OrderLine[]): Money => ({
  minor: lines.reduce((sum, { unitPrice, quantity }) => sum + unitPrice.minor * quantity, 0),
  currency: lines[0]?.unitPrice.currency ?? '',
});

/** What the events of a whole order have in common. */
export const whole = (lines: readonly OrderLine[], shippingAddress: Address | null = berlin) => ({
  customerId: 'customer-1',
  lines,
  total: worth(lines),
  shippingAddress,
});

export const created = (lines = [lineOf(2)], shippingAddress: Address | null = berlin) =>
  OrderEvents.OrderCreated(whole(lines, shippingAddress));
export const paid = (lines = [lineOf(2)], shippingAddress: Address | null = berlin) =>
  OrderEvents.OrderPaid({ ...whole(lines, shippingAddress), paymentReference: 'pay-1' });
export const shipped = (lines = [lineOf(2)]) =>
  OrderEvents.OrderShipped({ ...whole(lines), carrier: 'DHL', trackingNumber: 'track-1' });
export const delivered = (lines = [lineOf(2)]) =>
  OrderEvents.OrderDelivered({ customerId: 'customer-1', total: worth(lines) });
export const cancelled = (lines = [lineOf(2)], wasPaid = false) =>
  OrderEvents.OrderCancelled({ ...whole(lines), reason: 'late', wasPaid });
