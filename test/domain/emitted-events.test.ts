// Events of commands against their `emits`: the compiler finds what is missing there, this what is too much.
import { expect, test } from 'vitest';
import { toStream } from '#engine';
import { given, type Decided } from '#engine/testing';
import { accountDecider } from '../../src/domain/accounts/decider.ts';
import { productDecider } from '../../src/domain/catalogue/decider.ts';
import { customerDecider } from '../../src/domain/customers/decider.ts';
import { EmailEvents } from '../../src/domain/customers/events.ts';
import { emailId } from '../../src/domain/customers/references.ts';
import { loyaltyDecider } from '../../src/domain/loyalty/decider.ts';
import { orderDecider } from '../../src/domain/orders/decider.ts';
import { modules } from '../../src/app/modules.ts';
import { deposited, opened, sent } from './accounts/examples.ts';
import { ada, created, euros, lineOf, listed, paid, paris, shipped } from './examples.ts';

const customerId = 'customer-1';
const productId = 'product-1';
const orderId = 'order-1';
const price = { amount: '5.00', currency: 'EUR' };
const email = 'new@example.com';
const items = [{ productId, quantity: 1 }];

const customer = given(customerDecider, [
  ada,
  toStream(emailId('Ada@example.com'), EmailEvents.EmailReserved({ customerId })),
]);
const product = given(productDecider, [listed()]);
const order = given(orderDecider, [ada, listed(), created([lineOf(2), lineOf(1, 'product-2', euros(500))])]);
const paidOrder = given(orderDecider, [created(), paid()]);
const shippedOrder = given(orderDecider, [created(), paid(), shipped()]);

const account = given(accountDecider, [ada, opened]);
const accountId = 'account-1';

/** One way for each command, chosen so that all its events come of it. */
const runs: Readonly<Record<string, Pick<Decided<unknown>, 'outcome'>>> = {
  registerCustomer: given(customerDecider).when('registerCustomer', { customerId, name: 'Ada', email }),
  changeCustomerName: customer.when('changeCustomerName', { customerId, name: 'Ada L.' }),
  changeCustomerEmail: customer.when('changeCustomerEmail', { customerId, email }),
  changeCustomerPhoneNumber: customer.when('changeCustomerPhoneNumber', {
    customerId,
    phoneNumber: '+331234567',
  }),
  updateCustomerAddress: customer.when('updateCustomerAddress', { customerId, address: paris }),
  listProduct: given(productDecider).when('listProduct', {
    productId,
    name: 'Mug',
    description: '',
    category: 'kitchen',
    price,
  }),
  changeProductPrice: product.when('changeProductPrice', { productId, price }),
  describeProduct: product.when('describeProduct', { productId, name: 'Cup' }),
  tagProduct: product.when('tagProduct', { productId, tags: ['blue'] }),
  untagProduct: product.when('untagProduct', { productId, tags: ['new'] }),
  discontinueProduct: product.when('discontinueProduct', { productId }),
  createOrder: given(orderDecider, [ada, listed()]).when('createOrder', { orderId, customerId, items }),
  addOrderItem: order.when('addOrderItem', { orderId, productId, quantity: 1 }),
  removeOrderItem: order.when('removeOrderItem', { orderId, productId }),
  changeOrderItemQuantity: order.when('changeOrderItemQuantity', { orderId, productId, quantity: 7 }),
  changeOrderShippingAddress: order.when('changeOrderShippingAddress', { orderId, address: paris }),
  payOrder: order.when('payOrder', { orderId, paymentReference: 'pay-1' }),
  shipOrder: paidOrder.when('shipOrder', { orderId, carrier: 'DHL', trackingNumber: 'track-1' }),
  deliverOrder: shippedOrder.when('deliverOrder', { orderId }),
  cancelOrder: order.when('cancelOrder', { orderId, reason: 'late' }),
  openAccount: given(accountDecider, [ada]).when('openAccount', { accountId, customerId, currency: 'EUR' }),
  depositMoney: account.when('depositMoney', sent('12.50')),
  withdrawMoney: given(accountDecider, [ada, opened, deposited(1250, 1250)]).when(
    'withdrawMoney',
    sent('1.00'),
  ),
  closeAccount: account.when('closeAccount', { accountId }),
  awardLoyaltyPoints: given(loyaltyDecider, [ada]).when('awardLoyaltyPoints', {
    customerId,
    points: 10,
    reason: 'thanks',
  }),
};

/** Of the contexts that are in the table at all; one that is not there has tests of its own. */
const commands = modules
  .flatMap(({ deciders }) => deciders.map((decider) => Object.entries(decider.commands.specs)))
  .filter((specs) => specs.some(([command]) => command in runs))
  .flat();

test('the table has all contexts of the shop', () => {
  const named = new Set(commands.map(([command]) => command));
  for (const one of ['registerCustomer', 'listProduct', 'createOrder', 'openAccount']) {
    expect(named).toContain(one);
  }
  expect(Object.keys(runs).filter((command) => !named.has(command))).toEqual([]);
});

test.each(commands)('%s emits all that it lists', (command, { emits }) => {
  const outcome = runs[command]?.outcome;
  expect(outcome, `${command} has no run in this test`).toBeInstanceOf(Array);
  const emitted = Array.isArray(outcome) ? outcome.map(({ type }: { type: string }) => type) : [];
  expect(new Set(emitted)).toEqual(new Set(emits));
});
