// A small shop to try things on: commands like any client's. Their ids never change, so that sending them again
// changes nothing. New ones go to the end. The ids order-1, order-2, … stay free for whoever tries.

/** Ready for the command bus. */
export interface DemoRequest {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly principal: string;
  readonly correlationId: string;
  /** ISO 8601: the shop has a past. */
  readonly occurredAt: string;
}

type Step = readonly [at: string, command: string, input: Readonly<Record<string, unknown>>];

const euros = (amount: string) => ({ amount, currency: 'EUR' });

const customers: readonly Step[] = [
  [
    '2026-09-01T08:00:00.000Z',
    'registerCustomer',
    {
      customerId: 'customer-1',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      phoneNumber: '+4930123456',
      address: {
        line1: 'Unter den Linden 1',
        city: 'Berlin',
        postalCode: '10117',
        region: 'BE',
        country: 'DE',
      },
    },
  ],
  [
    '2026-09-02T09:30:00.000Z',
    'registerCustomer',
    {
      customerId: 'customer-2',
      name: 'Grace Hopper',
      email: 'grace@example.com',
      phoneNumber: '+12125550123',
      address: {
        line1: '350 Fifth Avenue',
        city: 'New York',
        postalCode: '10118',
        region: 'NY',
        country: 'US',
      },
    },
  ],
  [
    '2026-09-03T10:15:00.000Z',
    'registerCustomer',
    {
      customerId: 'customer-3',
      name: 'Alan Turing',
      email: 'alan@example.com',
      address: { line1: '12 Sherwood Drive', city: 'Bletchley', postalCode: 'MK3 6EB', country: 'GB' },
    },
  ],
];

const product = (number: number, price: string, rest: Readonly<Record<string, unknown>>): Step => [
  `2026-09-04T08:0${number}:00.000Z`,
  'listProduct',
  { productId: `product-${number}`, price: euros(price), ...rest },
];

const products: readonly Step[] = [
  product(1, '14.90', {
    name: 'Enamel mug',
    description: 'Keeps tea warm and survives the camping trip.',
    category: 'kitchen',
    tags: ['mug', 'outdoor', 'gift'],
  }),
  product(2, '89.00', {
    name: 'Wool blanket',
    description: 'Woven from recycled wool, for cold evenings.',
    category: 'home',
    tags: ['wool', 'gift'],
  }),
  product(3, '24.50', {
    name: 'Head torch',
    description: 'Three hundred lumens, charged by USB.',
    category: 'outdoor',
    tags: ['outdoor', 'light'],
  }),
  product(4, '129.00', {
    name: 'Two-person tent',
    description: 'Stands in five minutes, weighs two kilograms.',
    category: 'outdoor',
    tags: ['outdoor', 'camping'],
  }),
  product(5, '9.95', {
    name: 'Notebook',
    description: 'One hundred and sixty dotted pages.',
    category: 'office',
    tags: ['paper', 'gift'],
  }),
  product(6, '349.00', {
    name: 'Mechanical keyboard',
    description: 'Loud enough that everybody knows you are working.',
    category: 'office',
    tags: ['computer'],
  }),
];

const item = (number: number, quantity: number) => ({ productId: `product-${number}`, quantity });
const order = (number: number) => ({ orderId: `demo-order-${number}` });
const create = (number: number, customer: number, items: readonly ReturnType<typeof item>[]) => ({
  ...order(number),
  customerId: `customer-${customer}`,
  items,
});
const payment = (number: number) => ({ ...order(number), paymentReference: `demo-payment-${number}` });
const parcel = (number: number, carrier: string) => ({
  ...order(number),
  carrier,
  trackingNumber: `DEMO${number}`,
});

const orders: readonly Step[] = [
  ['2026-09-10T11:00:00.000Z', 'createOrder', create(1, 1, [item(1, 2), item(3, 1)])],
  ['2026-09-10T11:05:00.000Z', 'payOrder', payment(1)],
  ['2026-09-11T07:30:00.000Z', 'shipOrder', parcel(1, 'DHL')],
  ['2026-09-13T14:20:00.000Z', 'deliverOrder', order(1)],
  ['2026-09-21T18:40:00.000Z', 'createOrder', create(2, 2, [item(6, 1)])],
  ['2026-09-21T18:41:00.000Z', 'payOrder', payment(2)],
  ['2026-09-23T08:10:00.000Z', 'shipOrder', parcel(2, 'UPS')],
  ['2026-10-05T20:00:00.000Z', 'createOrder', create(3, 3, [item(4, 1), item(3, 2)])],
  ['2026-10-05T20:02:00.000Z', 'changeOrderItemQuantity', { ...order(3), ...item(3, 1) }],
  ['2026-10-05T20:04:00.000Z', 'payOrder', payment(3)],
  ['2026-10-12T09:00:00.000Z', 'createOrder', create(4, 2, [item(2, 2)])],
  ['2026-10-12T16:00:00.000Z', 'cancelOrder', { ...order(4), reason: 'Ordered twice by mistake.' }],
  ['2026-11-02T12:00:00.000Z', 'createOrder', create(5, 1, [item(2, 1)])],
  ['2026-11-02T12:01:00.000Z', 'addOrderItem', { ...order(5), ...item(5, 4) }],
  ['2026-11-02T12:03:00.000Z', 'payOrder', payment(5)],
  ['2026-11-16T19:30:00.000Z', 'createOrder', create(6, 3, [item(5, 10), item(1, 1)])],
];

const account = (number: number) => ({ accountId: `demo-account-${number}` });
const pounds = (amount: string) => ({ amount, currency: 'GBP' });

const accounts: readonly Step[] = [
  ['2026-11-18T09:00:00.000Z', 'openAccount', { ...account(1), customerId: 'customer-1', currency: 'EUR' }],
  ['2026-11-18T09:01:00.000Z', 'depositMoney', { ...account(1), amount: euros('250.00') }],
  ['2026-11-18T09:30:00.000Z', 'openAccount', { ...account(2), customerId: 'customer-3', currency: 'GBP' }],
  ['2026-11-18T09:31:00.000Z', 'depositMoney', { ...account(2), amount: pounds('20.00') }],
  ['2026-11-19T17:45:00.000Z', 'withdrawMoney', { ...account(1), amount: euros('49.90') }],
  ['2026-11-20T10:00:00.000Z', 'withdrawMoney', { ...account(2), amount: pounds('20.00') }],
  ['2026-11-20T10:02:00.000Z', 'closeAccount', account(2)],
];

const award = (customer: number, points: number, reason: string) => ({
  customerId: `customer-${customer}`,
  points,
  reason,
});

const awards: readonly Step[] = [
  ['2026-11-21T09:00:00.000Z', 'awardLoyaltyPoints', award(1, 120, 'Two years with us')],
  ['2026-11-21T09:01:00.000Z', 'awardLoyaltyPoints', award(2, 349, 'Won the raffle')],
  ['2026-11-21T09:02:00.000Z', 'awardLoyaltyPoints', award(3, 120, 'Two years with us')],
  ['2026-11-22T15:30:00.000Z', 'awardLoyaltyPoints', award(1, 30, 'Wrote a review')],
];

export const demoShop: readonly DemoRequest[] = [
  ...customers,
  ...products,
  ...orders,
  ...accounts,
  ...awards,
].map(([occurredAt, command, input], index) => ({
  command,
  input: { commandId: `0198c0de-5eed-7000-8000-${String(index + 1).padStart(12, '0')}`, ...input },
  principal: 'demo-shop',
  correlationId: 'demo-shop',
  occurredAt,
}));
