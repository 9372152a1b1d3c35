// A shop of some size: customers, products, and orders that are the same in every run.
import { OrderEvents, type OrderLine } from '../../src/domain/orders/events.ts';
import { totalOf } from '../../src/domain/orders/lines.ts';
import type { CommandBus } from '../../src/engine/model/services.ts';

export const CUSTOMERS = 500;
export const PRODUCTS = 50;

const address = (number: number) => ({
  line1: `${number} Market Street`,
  city: 'Springfield',
  postalCode: String(10_000 + number),
  region: 'IL',
  country: 'US',
});

export const customerOf = (order: number): number => (order * 7) % CUSTOMERS;

const itemsOf = (order: number) =>
  Array.from({ length: 1 + (order % 4) }, (_, index) => ({
    productId: `product-${(order * 3 + index) % PRODUCTS}`,
    quantity: 1 + (index % 3),
  }));

export const orderId = (order: number): string => `order-${order}`;

export const orderInput = (order: number) => ({
  orderId: orderId(order),
  customerId: `customer-${customerOf(order)}`,
  items: itemsOf(order),
});

export const PAID_DAYS = 30;
/** A day in UTC. */
export const paidOn = (order: number): string =>
  `2026-06-${String(1 + (order % PAID_DAYS)).padStart(2, '0')}`;

export const payment = (order: number) => ({
  command: 'payOrder',
  input: { orderId: orderId(order), paymentReference: `payment-${order}` },
  occurredAt: `${paidOn(order)}T12:00:00.000Z`,
});

/** Registers the customers and lists the products. */
export async function openShop(commands: CommandBus): Promise<void> {
  const customers = Array.from({ length: CUSTOMERS }, (_, number) => ({
    command: 'registerCustomer',
    input: {
      customerId: `customer-${number}`,
      name: `Customer Number ${number}`,
      email: `customer-${number}@example.com`,
      address: address(number),
    },
  }));
  const products = Array.from({ length: PRODUCTS }, (_, number) => ({
    command: 'listProduct',
    input: {
      productId: `product-${number}`,
      name: `Product number ${number}`,
      description: 'Does what it should, for years.',
      category: 'things',
      price: { amount: `${10 + number}.90`, currency: 'EUR' },
    },
  }));
  await Promise.all([...customers, ...products].map((request) => send(commands, request)));
}

/** Throws on a command that is refused: the bench measures none of these. */
export async function send(
  commands: CommandBus,
  request: {
    readonly command: string;
    readonly input: Readonly<Record<string, unknown>>;
    readonly occurredAt?: string;
  },
): Promise<void> {
  const outcome = await commands.dispatch({ ...request, principal: 'bench', correlationId: 'bench' });
  if (!outcome.accepted) throw new Error(`${request.command} was refused: ${outcome.rejection.message}`);
}

/** The life of an order as the shop's decider would tell it. */
export const LIFE = ['createOrder', 'payOrder', 'shipOrder', 'deliverOrder'] as const;

/** The event of one step of it. */
export function eventOf(order: number, command: (typeof LIFE)[number]) {
  const lines = linesOf(order);
  const customerId = `customer-${customerOf(order)}`;
  const total = totalOf(lines);
  const whole = { customerId, lines, total, shippingAddress: { line2: null, ...address(customerOf(order)) } };
  switch (command) {
    case 'createOrder':
      return OrderEvents.OrderCreated(whole);
    case 'payOrder':
      return OrderEvents.OrderPaid({ ...whole, paymentReference: `payment-${order}` });
    case 'shipOrder':
      return OrderEvents.OrderShipped({ ...whole, carrier: 'DHL', trackingNumber: `TRACK${order}` });
    case 'deliverOrder':
      return OrderEvents.OrderDelivered({ customerId, total });
  }
}

function linesOf(order: number): readonly OrderLine[] {
  return itemsOf(order).map(({ productId, quantity }) => {
    const number = Number(productId.slice('product-'.length));
    const unitPrice = { minor: 1090 + number * 100, currency: 'EUR' };
    return { productId, productName: `Product number ${number}`, quantity, unitPrice };
  });
}
