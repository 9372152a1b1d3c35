// Commands that clients of the shop may think of next, given what they know of it. Some are bound to be refused.
import type { CommandRequest } from '../../src/engine/model/services.ts';
import type { Random } from './random.ts';

export interface Chosen {
  readonly request: CommandRequest;
  readonly onAccepted?: (streamId: string) => void;
}

/** What the clients know together; it may be out of date, as with any client. */
export interface Memory {
  readonly customers: string[];
  readonly products: string[];
  readonly orders: string[];
  /** If given, only so many orders are made, and they stay open: their items change for ever. */
  readonly hotOrders: number | undefined;
}

export const openMemory = (hotOrders?: number): Memory => ({
  customers: [],
  products: [],
  orders: [],
  hotOrders,
});

type Make = (
  memory: Memory,
  random: Random,
) => Omit<Chosen, 'request'> & {
  readonly input: Readonly<Record<string, unknown>>;
};

/** The recent ones are the popular ones. So no customer has very many orders, however long it goes on. */
const popular = (ids: readonly string[], random: Random): string =>
  random.pick(random.chance(0.5) ? ids.slice(-3) : ids.slice(-20));

/** The recent ones are those that still change; a few are hot. */
function changing(orders: readonly string[], random: Random): string {
  return random.chance(0.1) ? random.pick(orders.slice(0, 3)) : random.pick(orders.slice(-40));
}

const word = (random: Random): string => random.uuid().slice(0, 8);

const makers = {
  registerCustomer: ({ customers }, random) => {
    const name = word(random);
    return {
      input: {
        ...(random.chance(0.5) && { customerId: `customer-${name}` }),
        name: `Customer ${name}`,
        // Some are taken.
        email: `${random.chance(0.2) ? 'somebody' : name}@example.com`,
        address: { line1: `Street ${name}`, city: 'Berlin', postalCode: '10117', country: 'DE' },
      },
      onAccepted: (id) => customers.push(id),
    };
  },
  listProduct: ({ products }, random) => ({
    input: {
      productId: `product-${word(random)}`,
      name: `Product ${word(random)}`,
      description: '',
      category: 'things',
      price: { amount: `${1 + random.below(100)}.${10 + random.below(90)}`, currency: 'EUR' },
    },
    onAccepted: (id) => products.push(id),
  }),
  createOrder: ({ customers, products, orders }, random) => ({
    input: {
      ...(random.chance(0.7) && { orderId: `order-${word(random)}` }),
      customerId: random.chance(0.03) ? 'nobody' : popular(customers, random),
      items: [{ productId: random.pick(products), quantity: 1 + random.below(3) }],
    },
    onAccepted: (id) => orders.push(id),
  }),
  addOrderItem: ({ products, orders }, random) => ({
    input: {
      orderId: changing(orders, random),
      productId: random.pick(products),
      quantity: 1,
    },
  }),
  changeOrderItemQuantity: ({ products, orders }, random) => ({
    input: {
      orderId: changing(orders, random),
      productId: random.pick(products),
      quantity: random.below(20),
    },
  }),
  payOrder: ({ orders }, random) => ({
    input: { orderId: changing(orders, random), paymentReference: word(random) },
  }),
  shipOrder: ({ orders }, random) => ({
    input: { orderId: changing(orders, random), carrier: 'DHL', trackingNumber: word(random) },
  }),
  deliverOrder: ({ orders }, random) => ({ input: { orderId: changing(orders, random) } }),
  cancelOrder: ({ orders }, random) => ({
    input: { orderId: changing(orders, random), reason: 'changed my mind' },
  }),
  changeCustomerName: ({ customers }, random) => ({
    input: {
      customerId: popular(customers, random),
      name: `Name ${word(random)}`,
      ...(random.chance(0.2) && { expectedVersion: 1 + random.below(4) }),
    },
  }),
  changeCustomerEmail: ({ customers }, random) => ({
    input: {
      customerId: popular(customers, random),
      email: `${random.chance(0.2) ? 'somebody' : word(random)}@example.com`,
    },
  }),
  awardLoyaltyPoints: ({ customers }, random) => ({
    input: {
      customerId: random.chance(0.03) ? 'nobody' : popular(customers, random),
      // Few enough that some have the same score.
      points: random.below(5),
      reason: word(random),
    },
  }),
  changeProductPrice: ({ products }, random) => ({
    input: {
      productId: random.pick(products),
      price: { amount: `${1 + random.below(100)}.00`, currency: 'EUR' },
    },
  }),
} satisfies Record<string, Make>;

type Name = keyof typeof makers;

/** How often each of them is thought of, relative to the others. */
const weights: Readonly<Record<Name, number>> = {
  registerCustomer: 6,
  listProduct: 1,
  createOrder: 30,
  addOrderItem: 12,
  changeOrderItemQuantity: 8,
  payOrder: 15,
  shipOrder: 10,
  deliverOrder: 5,
  cancelOrder: 5,
  changeCustomerName: 8,
  changeCustomerEmail: 2,
  awardLoyaltyPoints: 6,
  changeProductPrice: 2,
};

const thoughts = Object.entries(weights).flatMap(([name, times]) =>
  Array.from({ length: times }, () => name as Name),
);

const ENDS_AN_ORDER: ReadonlySet<Name> = new Set(['payOrder', 'shipOrder', 'deliverOrder', 'cancelOrder']);

/** What is thought of instead of what would be too much. */
function sensible(name: Name, { orders, hotOrders }: Memory): Name {
  if (hotOrders === undefined) return name;
  const isTooMuch = name === 'createOrder' ? orders.length >= hotOrders : ENDS_AN_ORDER.has(name);
  return isTooMuch ? 'changeOrderItemQuantity' : name;
}

export function chooseCommand(memory: Memory, random: Random, name?: Name): Chosen {
  const command = sensible(name ?? random.pick(thoughts), memory);
  const { input, ...rest } = makers[command](memory, random);
  const request = {
    command,
    input: { commandId: random.uuid(), ...input },
    principal: random.pick(['ada', 'grace']),
    correlationId: 'load',
  };
  return { request, ...rest };
}
