// Commands as clients of a small shop might send them: so small that they meet all the time. Each is well-formed;
// whether it makes sense is what the shop has to find out.
import fc from 'fast-check';
import { goods } from './goods.ts';
import { people } from './people.ts';
import { sales } from './sales.ts';
import type { Command, Done, PlainShop } from './state.ts';

export interface ChosenCommand {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const idOf = (kind: string, count: number) =>
  fc.integer({ min: 1, max: count }).map((number) => `${kind}-${number}`);

const customerId = idOf('customer', 3);
const productId = idOf('product', 8);
const orderId = idOf('order', 24);
const accountId = idOf('account', 4);
const email = fc.constantFrom('ada@example.com', 'grace@example.com', 'alan@example.com', 'mary@example.com');
const currency = fc.constantFrom('EUR', 'EUR', 'EUR', 'USD');
const amount = fc.integer({ min: 1, max: 50_000 }).map((minor) => (minor / 100).toFixed(2));
const price = fc.record({ amount, currency });
const name = fc.constantFrom('Ada', 'Grace', 'Łukasz', '李小龍');
const title = fc.constantFrom('Pen', 'Blue pen', 'Grüner Stift', 'Teapot');
const category = fc.constantFrom('office', 'kitchen');
const tag = fc.constantFrom('blue', 'gift', 'new');
const tags = fc.oneof(
  { weight: 9, arbitrary: fc.array(tag, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant(Array.from({ length: 19 }, (_, index) => `tag ${index}`)) },
);
const quantity = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 1, arbitrary: fc.integer({ min: 500, max: 1000 }) },
);
const items = fc.array(fc.record({ productId, quantity }), { minLength: 1, maxLength: 3 });
const address = fc.record({
  line1: fc.constantFrom('1 High Street', '2 Low Street'),
  city: fc.constant('Springfield'),
  postalCode: fc.constant('12345'),
  country: fc.constantFrom('DE', 'US', 'JP'),
});

const choices: Readonly<Record<keyof typeof commands, fc.Arbitrary<Readonly<Record<string, unknown>>>>> = {
  registerCustomer: fc.record(
    { customerId, name, email, address },
    { requiredKeys: ['customerId', 'name', 'email'] },
  ),
  changeCustomerName: fc.record({ customerId, name }),
  changeCustomerEmail: fc.record({ customerId, email }),
  changeCustomerPhoneNumber: fc.record({
    customerId,
    phoneNumber: fc.constantFrom('+4930123456', '+12125550123'),
  }),
  updateCustomerAddress: fc.record({ customerId, address }),
  listProduct: fc.record(
    { productId, name: title, description: fc.constant('For a rainy day.'), category, price, tags },
    { requiredKeys: ['productId', 'name', 'description', 'category', 'price'] },
  ),
  changeProductPrice: fc.record({ productId, price }),
  describeProduct: fc.record({ productId, name: title, category }, { requiredKeys: ['productId'] }),
  tagProduct: fc.record({ productId, tags }),
  untagProduct: fc.record({ productId, tags }),
  discontinueProduct: fc.record({ productId }),
  createOrder: fc.record(
    { orderId, customerId, items, shippingAddress: address },
    { requiredKeys: ['orderId', 'customerId', 'items'] },
  ),
  addOrderItem: fc.record({ orderId, productId, quantity }),
  removeOrderItem: fc.record({ orderId, productId }),
  changeOrderItemQuantity: fc.record({ orderId, productId, quantity }),
  changeOrderShippingAddress: fc.record({ orderId, address }),
  payOrder: fc.record({ orderId, paymentReference: fc.constantFrom('p-1', 'p-2') }),
  shipOrder: fc.record({ orderId, carrier: fc.constant('DHL'), trackingNumber: fc.constant('T1') }),
  deliverOrder: fc.record({ orderId }),
  cancelOrder: fc.record({ orderId, reason: fc.constant('Changed my mind.') }),
  awardLoyaltyPoints: fc.record({
    customerId,
    points: fc.integer({ min: 1, max: 20 }),
    reason: fc.constant('A gift.'),
  }),
  openAccount: fc.record({ accountId, customerId, currency }),
  depositMoney: fc.record({ accountId, amount: price }),
  withdrawMoney: fc.record({ accountId, amount: price }),
  closeAccount: fc.record({ accountId }),
};

/**
 * What makes others possible comes more often; what ends a thing comes less often, and what ends a product for good hardly
 * ever: a shop that sells nothing any more has nothing to compare.
 */
const weights: Readonly<Record<string, number>> = {
  ...{ registerCustomer: 16, listProduct: 20, createOrder: 24, payOrder: 16, shipOrder: 12, openAccount: 12 },
  ...{ depositMoney: 16, discontinueProduct: 1, closeAccount: 4 },
};
const ORDINARY = 8;

export const chosenCommand: fc.Arbitrary<ChosenCommand> = fc.oneof(
  ...Object.entries(choices).map(([command, input]) => ({
    weight: weights[command] ?? ORDINARY,
    arbitrary: input.map((each): ChosenCommand => ({ command, input: each })),
  })),
);

const commands = { ...people, ...goods, ...sales };

/** Does to the plain shop what the command says; the code if it is refused. */
export function doPlainly(shop: PlainShop, { command, input }: ChosenCommand, at: string): Done {
  const act = new Map(Object.entries(commands)).get(command);
  if (!act) throw new Error(`The plain shop does not know ${command}.`);
  // The choice above made the input for this very command.
  return (act as (shop: PlainShop, command: Command<unknown>) => Done)(shop, { input, at });
}
