// The rules of the shop as a client meets them: what is accepted, and with which code, type and fields the rest is not.
import { describe, expect, it } from 'vitest';
import { sendCommand, type CommandResult } from '../support/send-command.ts';
import { withShop } from '../support/shop.ts';

const shop = withShop({ demo: false });

/** Everything there is to know of the outcome. */
async function send(name: string, input: object): Promise<CommandResult> {
  const { result, errors } = await sendCommand(shop(), name, { input });
  expect(errors).toEqual([]);
  if (!result) throw new Error(`${name} has no result.`);
  return result;
}

/** The entity that came with the receipt. */
async function accepted(name: string, input: object): Promise<Readonly<Record<string, unknown>>> {
  const { __typename, receipt, ...entity } = await send(name, input);
  if (!receipt) throw new Error(`${name}: ${__typename} ${JSON.stringify(entity)}`);
  const [shown] = Object.values(entity);
  return shown as Readonly<Record<string, unknown>>;
}

/** The refusal: its code and its own fields. */
async function refused(name: string, input: object): Promise<Readonly<Record<string, unknown>>> {
  const { __typename, receipt, message: _message, ...refusal } = await send(name, input);
  if (receipt) throw new Error(`${name} was accepted.`);
  return refusal;
}

const euros = (amount: string) => ({ amount, currency: 'EUR' });
const ADDRESS = { line1: 'A 1', line2: null, city: 'B', postalCode: '1', region: null, country: 'DE' };

let made = 0;
const fresh = (kind: string): string => `${kind}-${(made += 1)}`;

async function product(rest: object = {}): Promise<string> {
  const productId = fresh('product');
  const text = { name: 'Mug', description: '', category: 'kitchen' };
  await accepted('listProduct', { productId, ...text, price: euros('2.50'), ...rest });
  return productId;
}

async function customer(rest: object = {}): Promise<string> {
  const customerId = fresh('customer');
  await accepted('registerCustomer', {
    customerId,
    name: 'Ada',
    email: `${customerId}@example.com`,
    ...rest,
  });
  return customerId;
}

async function order(rest: object = {}): Promise<string> {
  const orderId = fresh('order');
  const items = [{ productId: await product(), quantity: 2 }];
  await accepted('createOrder', { orderId, customerId: await customer(), items, ...rest });
  return orderId;
}

describe('a customer', () => {
  it('is registered once, with what was sent', async () => {
    const input = { customerId: 'ada', name: ' Ada ', email: 'ada@example.com', phoneNumber: '+4930123456' };
    expect(await accepted('registerCustomer', { ...input, address: ADDRESS })).toMatchObject({
      id: 'ada',
      version: 1,
      name: 'Ada',
      email: 'ada@example.com',
      phoneNumber: '+4930123456',
      address: ADDRESS,
      orderCount: 0,
      lifetimeValue: [],
    });
    expect(await refused('registerCustomer', { ...input, email: 'other@example.com' })).toEqual({
      code: 'ALREADY_EXISTS',
      what: 'customer',
      id: 'ada',
    });
  });

  it('gets an id if it brings none', async () => {
    const { receipt, customer: shown } = await send('registerCustomer', {
      name: 'X',
      email: 'made@example.com',
    });
    expect(receipt?.streamId).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(shown).toMatchObject({ id: receipt?.streamId });
  });

  it('has an email address of its own, whatever its case, and gives it back', async () => {
    const first = await customer({ email: 'Same@Example.com' });
    const second = await customer();
    const email = 'same@EXAMPLE.com';
    const shown = { email: 'same@example.com' };
    const taken = { code: 'EMAIL_TAKEN' };
    expect(await refused('registerCustomer', { name: 'X', email })).toEqual(taken);
    expect(await refused('changeCustomerEmail', { customerId: second, email })).toEqual(taken);
    expect(await accepted('changeCustomerEmail', { customerId: first, email })).toMatchObject(shown);
    await accepted('changeCustomerEmail', { customerId: first, email: 'new@example.com' });
    expect(await accepted('changeCustomerEmail', { customerId: second, email })).toMatchObject(shown);
  });

  it('registered by many at once with one email address is registered once', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, () => send('registerCustomer', { name: 'X', email: 'race@example.com' })),
    );
    const names = results.map(({ __typename }) => __typename).sort();
    expect(names).toEqual([...Array.from({ length: 19 }, () => 'EmailTaken'), 'RegisterCustomerPayload']);
  });

  it('does not change to what it is', async () => {
    const customerId = await customer({
      name: 'Ada',
      email: 'is@example.com',
      phoneNumber: '+4930123456',
      address: ADDRESS,
    });
    const nothing = { code: 'NOTHING_TO_CHANGE' };
    expect(await refused('changeCustomerName', { customerId, name: 'Ada' })).toEqual(nothing);
    expect(await refused('changeCustomerEmail', { customerId, email: 'is@example.com' })).toEqual(nothing);
    expect(await refused('changeCustomerPhoneNumber', { customerId, phoneNumber: '+4930123456' })).toEqual(
      nothing,
    );
    expect(await refused('updateCustomerAddress', { customerId, address: ADDRESS })).toEqual(nothing);
  });

  it('changes one thing after the other', async () => {
    const customerId = await customer();
    await accepted('changeCustomerName', { customerId, name: 'Grace' });
    await accepted('changeCustomerPhoneNumber', { customerId, phoneNumber: '+12125550123' });
    const shown = await accepted('updateCustomerAddress', { customerId, address: { ...ADDRESS, city: 'C' } });
    expect(shown).toMatchObject({
      version: 4,
      name: 'Grace',
      phoneNumber: '+12125550123',
      address: { ...ADDRESS, city: 'C' },
    });
  });
});

describe('a product', () => {
  const tags = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => `tag ${index + from}`);

  it('has at most 20 tags, each once', async () => {
    const productId = await product({ tags: [...tags(20), 'tag 0'] });
    const tooMany = { code: 'TOO_MANY_TAGS', most: 20, requested: 21 };
    expect(await refused('tagProduct', { productId, tags: ['one more'] })).toEqual(tooMany);
    const input = { name: 'X', description: '', category: 'x', price: euros('1'), tags: tags(21) };
    expect(await refused('listProduct', input)).toEqual(tooMany);
    const { tags: left } = await accepted('untagProduct', { productId, tags: ['tag 3', 'none such'] });
    expect(left).toHaveLength(19);
    await accepted('tagProduct', { productId, tags: ['one more', 'tag 0', 'one more'] });
  });

  it('does not change to what it is', async () => {
    const productId = await product({ tags: ['a'] });
    const nothing = { code: 'NOTHING_TO_CHANGE' };
    expect(await refused('changeProductPrice', { productId, price: euros('2.5') })).toEqual(nothing);
    expect(await refused('describeProduct', { productId })).toEqual(nothing);
    expect(await refused('describeProduct', { productId, name: 'Mug', category: null })).toEqual(nothing);
    expect(await refused('tagProduct', { productId, tags: ['a'] })).toEqual(nothing);
    expect(await refused('untagProduct', { productId, tags: ['b'] })).toEqual(nothing);
  });

  it('is described in part', async () => {
    const productId = await product();
    expect(await accepted('describeProduct', { productId, description: 'Blue\nand round' })).toMatchObject({
      version: 2,
      name: 'Mug',
      description: 'Blue\nand round',
      category: 'kitchen',
    });
  });

  it('shows money with the digits of its currency', async () => {
    const shown = async (amount: string, currency: string) => {
      const productId = await product({ price: { amount, currency } });
      const { data } = await shop().ask(
        `{ product(id: "${productId}", consistency: { ifBehind: WRITE_MODEL }, minVersion: 1) { price { amount currency } } }`,
      );
      return data?.['product'];
    };
    expect(await shown('5', 'EUR')).toEqual({ price: { amount: '5.00', currency: 'EUR' } });
    expect(await shown('5', 'JPY')).toEqual({ price: { amount: '5', currency: 'JPY' } });
    expect(await shown('0.001', 'KWD')).toEqual({ price: { amount: '0.001', currency: 'KWD' } });
    expect(await shown('10000000000', 'EUR')).toEqual({
      price: { amount: '10000000000.00', currency: 'EUR' },
    });
  });

  it('once discontinued stays as it is and is not ordered', async () => {
    const productId = await product({ tags: ['a'] });
    expect(await accepted('discontinueProduct', { productId })).toMatchObject({
      discontinued: true,
      version: 2,
    });
    const final = { code: 'PRODUCT_DISCONTINUED', productId };
    expect(await refused('discontinueProduct', { productId })).toEqual(final);
    expect(await refused('changeProductPrice', { productId, price: euros('9') })).toEqual(final);
    expect(await refused('describeProduct', { productId, name: 'New' })).toEqual(final);
    expect(await refused('tagProduct', { productId, tags: ['b'] })).toEqual(final);
    expect(await refused('untagProduct', { productId, tags: ['a'] })).toEqual(final);
    const items = [{ productId, quantity: 1 }];
    expect(await refused('createOrder', { customerId: await customer(), items })).toEqual(final);
    expect(await refused('addOrderItem', { orderId: await order(), productId, quantity: 1 })).toEqual(final);
  });
});

describe('an order', () => {
  it('needs a customer and products that are there', async () => {
    const items = [{ productId: await product(), quantity: 1 }];
    const unknown = { code: 'NOT_FOUND' };
    expect(await refused('createOrder', { customerId: 'nobody', items })).toEqual({
      ...unknown,
      what: 'customer',
      id: 'nobody',
    });
    const nothing = [...items, { productId: 'nothing', quantity: 1 }];
    expect(await refused('createOrder', { customerId: await customer(), items: nothing })).toEqual({
      ...unknown,
      what: 'product',
      id: 'nothing',
    });
    expect(
      await refused('addOrderItem', { orderId: await order(), productId: 'nothing', quantity: 1 }),
    ).toEqual({
      ...unknown,
      what: 'product',
      id: 'nothing',
    });
  });

  it('takes names and prices at that moment, and shows its customer as it is now', async () => {
    const productId = await product();
    const customerId = await customer();
    const orderId = await order({ customerId, items: [{ productId, quantity: 3 }] });
    await accepted('changeProductPrice', { productId, price: euros('9.99') });
    await accepted('describeProduct', { productId, name: 'Cup' });
    await accepted('changeCustomerName', { customerId, name: 'Renamed' });
    const shown = await accepted('payOrder', { orderId, paymentReference: 'p' });
    expect(shown).toMatchObject({
      customer: { id: customerId, name: 'Renamed' },
      items: [
        {
          product: { id: productId, name: 'Mug' },
          quantity: 3,
          unitPrice: euros('2.50'),
          lineTotal: euros('7.50'),
        },
      ],
      total: euros('7.50'),
      status: 'PAID',
      paymentReference: 'p',
    });
  });

  it('goes to the customer’s address unless it has another one', async () => {
    const customerId = await customer({ address: ADDRESS });
    const items = [{ productId: await product(), quantity: 1 }];
    expect(await accepted('createOrder', { customerId, items })).toMatchObject({ shippingAddress: ADDRESS });
    const other = { ...ADDRESS, city: 'Elsewhere' };
    const shown = await accepted('createOrder', { customerId, items, shippingAddress: other });
    expect(shown).toMatchObject({ shippingAddress: other });
  });

  it('has 1 to 100 lines of 1 to 1000', async () => {
    const products = await Promise.all(Array.from({ length: 101 }, () => product()));
    const lines = products.slice(0, 100).map((productId) => ({ productId, quantity: 1000 }));
    const orderId = await order({ items: lines });
    const [first = '', second = ''] = products;
    const invalid = (path: string) => ({
      code: 'VALIDATION_FAILED',
      issues: [{ path, message: expect.stringMatching(/\S/) }],
    });
    expect(await refused('addOrderItem', { orderId, productId: products[100], quantity: 1 })).toEqual(
      invalid('productId'),
    );
    expect(await refused('addOrderItem', { orderId, productId: first, quantity: 1 })).toEqual(
      invalid('quantity'),
    );
    const twice = [500, 501].map((quantity) => ({ productId: second, quantity }));
    expect(await refused('createOrder', { customerId: await customer(), items: twice })).toEqual(
      invalid('items.1.quantity'),
    );
  });

  it('is of one currency', async () => {
    const yen = await product({ price: { amount: '100', currency: 'JPY' } });
    const mismatch = { code: 'CURRENCY_MISMATCH', expected: 'EUR', actual: 'JPY' };
    expect(await refused('addOrderItem', { orderId: await order(), productId: yen, quantity: 1 })).toEqual(
      mismatch,
    );
    const items = [await product(), yen].map((productId) => ({ productId, quantity: 1 }));
    expect(await refused('createOrder', { customerId: await customer(), items })).toEqual(mismatch);
  });

  it('changes its items while it is CREATED', async () => {
    const [one, other] = [await product(), await product({ price: euros('1.00') })];
    const orderId = await order({
      items: [
        { productId: one, quantity: 2 },
        { productId: one, quantity: 1 },
      ],
    });
    expect(await refused('removeOrderItem', { orderId, productId: one })).toEqual({
      code: 'ORDER_NEEDS_ITEMS',
    });
    expect(await accepted('addOrderItem', { orderId, productId: one, quantity: 1 })).toMatchObject({
      itemCount: 1,
      items: [{ quantity: 4, lineTotal: euros('10.00') }],
    });
    expect(await accepted('addOrderItem', { orderId, productId: other, quantity: 5 })).toMatchObject({
      itemCount: 2,
      total: euros('15.00'),
    });
    const input = { orderId, productId: other };
    expect(await accepted('changeOrderItemQuantity', { ...input, quantity: 1000 })).toMatchObject({
      total: euros('1010.00'),
    });
    expect(await refused('changeOrderItemQuantity', { ...input, quantity: 1000 })).toEqual({
      code: 'NOTHING_TO_CHANGE',
    });
    expect(await accepted('removeOrderItem', { orderId, productId: one })).toMatchObject({ itemCount: 1 });
    const gone = { code: 'NOT_FOUND', what: 'order item', id: one };
    expect(await refused('removeOrderItem', { orderId, productId: one })).toEqual(gone);
    expect(await refused('changeOrderItemQuantity', { orderId, productId: one, quantity: 1 })).toEqual(gone);
    await accepted('changeOrderShippingAddress', { orderId, address: ADDRESS });
    expect(await refused('changeOrderShippingAddress', { orderId, address: ADDRESS })).toEqual({
      code: 'NOTHING_TO_CHANGE',
    });
  });

  it('goes from CREATED to PAID, SHIPPED and DELIVERED, and never otherwise', async () => {
    const productId = await product();
    const orderId = await order({ items: [{ productId, quantity: 1 }] });
    const steps = {
      addOrderItem: { orderId, productId, quantity: 1 },
      removeOrderItem: { orderId, productId },
      changeOrderItemQuantity: { orderId, productId, quantity: 2 },
      changeOrderShippingAddress: { orderId, address: { ...ADDRESS, city: 'New' } },
      payOrder: { orderId, paymentReference: 'p' },
      shipOrder: { orderId, carrier: 'DHL', trackingNumber: '1' },
      deliverOrder: { orderId },
      cancelOrder: { orderId, reason: 'late' },
    };
    const outcomes = async (names: readonly (keyof typeof steps)[]) => {
      const all: Record<string, unknown> = {};
      for (const name of names) all[name] = await refused(name, steps[name]);
      return all;
    };
    const items = [
      'addOrderItem',
      'removeOrderItem',
      'changeOrderItemQuantity',
      'changeOrderShippingAddress',
    ] as const;
    const not = (code: string, status: string) => ({ code, status });
    const closed = (status: string) =>
      Object.fromEntries(items.map((name) => [name, not('ORDER_NOT_OPEN', status)]));

    expect(await outcomes(['shipOrder', 'deliverOrder'])).toEqual({
      shipOrder: not('ORDER_NOT_PAID', 'CREATED'),
      deliverOrder: not('ORDER_NOT_SHIPPED', 'CREATED'),
    });
    expect(await accepted('payOrder', steps.payOrder)).toMatchObject({
      status: 'PAID',
      paidAt: expect.any(String),
    });
    expect(await outcomes([...items, 'payOrder', 'deliverOrder', 'shipOrder'])).toEqual({
      ...closed('PAID'),
      payOrder: not('ORDER_NOT_OPEN', 'PAID'),
      deliverOrder: not('ORDER_NOT_SHIPPED', 'PAID'),
      shipOrder: { code: 'SHIPPING_ADDRESS_MISSING' },
    });
    const shippable = await order({ shippingAddress: ADDRESS });
    Object.values(steps).forEach((input) => Object.assign(input, { orderId: shippable }));
    await accepted('payOrder', steps.payOrder);
    expect(await accepted('shipOrder', steps.shipOrder)).toMatchObject({
      status: 'SHIPPED',
      carrier: 'DHL',
      trackingNumber: '1',
      shippedAt: expect.any(String),
    });
    expect(await outcomes([...items, 'payOrder', 'shipOrder', 'cancelOrder'])).toEqual({
      ...closed('SHIPPED'),
      payOrder: not('ORDER_NOT_OPEN', 'SHIPPED'),
      shipOrder: not('ORDER_NOT_PAID', 'SHIPPED'),
      cancelOrder: not('ORDER_NOT_OPEN', 'SHIPPED'),
    });
    expect(await accepted('deliverOrder', steps.deliverOrder)).toMatchObject({ status: 'DELIVERED' });
    expect(await outcomes([...items, 'payOrder', 'shipOrder', 'deliverOrder', 'cancelOrder'])).toEqual({
      ...closed('DELIVERED'),
      payOrder: not('ORDER_NOT_OPEN', 'DELIVERED'),
      shipOrder: not('ORDER_NOT_PAID', 'DELIVERED'),
      deliverOrder: not('ORDER_NOT_SHIPPED', 'DELIVERED'),
      cancelOrder: not('ORDER_NOT_OPEN', 'DELIVERED'),
    });
  });

  it('is cancelled before it is shipped, and that is the end of it', async () => {
    const customerId = await customer();
    const created = await order({ customerId });
    const paid = await order({ customerId });
    await accepted('payOrder', { orderId: paid, paymentReference: 'p' });
    const { data: before } = await shop().ask(
      `{ customer(id: "${customerId}", minVersion: 1, consistency: { ifBehind: WRITE_MODEL }) { id } }`,
    );
    expect(before).toEqual({ customer: { id: customerId } });
    for (const orderId of [created, paid]) {
      expect(await accepted('cancelOrder', { orderId, reason: 'late' })).toMatchObject({
        status: 'CANCELLED',
        cancellationReason: 'late',
        cancelledAt: expect.any(String),
      });
      const closed = { code: 'ORDER_NOT_OPEN', status: 'CANCELLED' };
      expect(await refused('cancelOrder', { orderId, reason: 'late' })).toEqual(closed);
      expect(await refused('payOrder', { orderId, paymentReference: 'p' })).toEqual(closed);
    }
    const shown = await accepted('changeCustomerName', { customerId, name: 'Y' });
    expect(shown).toMatchObject({ orderCount: 2, lifetimeValue: [] });
  });
});

describe('an account', () => {
  it('holds money of one currency, never below zero, until it is closed', async () => {
    const customerId = await customer({ name: 'Ada' });
    const accountId = fresh('account');
    const move = (amount: string, currency = 'EUR') => ({ accountId, amount: { amount, currency } });
    const opened = await accepted('openAccount', { accountId, customerId, currency: 'EUR' });
    expect(opened).toMatchObject({ balance: euros('0.00'), status: 'OPEN' });
    expect(await accepted('depositMoney', move('10'))).toMatchObject({ balance: euros('10.00') });
    expect(await refused('withdrawMoney', move('10.01'))).toEqual({
      code: 'INSUFFICIENT_FUNDS',
      balance: euros('10.00'),
      requested: euros('10.01'),
    });
    expect(await refused('withdrawMoney', move('1', 'JPY'))).toEqual({
      code: 'CURRENCY_MISMATCH',
      expected: 'EUR',
      actual: 'JPY',
    });
    expect(await refused('closeAccount', { accountId })).toEqual({
      code: 'ACCOUNT_NOT_EMPTY',
      balance: euros('10.00'),
    });
    await accepted('changeCustomerName', { customerId, name: 'Ada L.' });
    expect(await accepted('withdrawMoney', move('10.00'))).toMatchObject({
      balance: euros('0.00'),
    });
    expect(await accepted('closeAccount', { accountId })).toMatchObject({
      version: 4,
      status: 'CLOSED',
      closedAt: expect.any(String),
    });
    const closed = { code: 'ACCOUNT_CLOSED', accountId };
    expect(await refused('depositMoney', move('1'))).toEqual(closed);
    expect(await refused('withdrawMoney', move('1'))).toEqual(closed);
    expect(await refused('closeAccount', { accountId })).toEqual(closed);
  });

  it('drawn on by many at once is not overdrawn', async () => {
    const accountId = fresh('account');
    await accepted('openAccount', { accountId, customerId: await customer(), currency: 'EUR' });
    await accepted('depositMoney', { accountId, amount: euros('10.00') });
    const results = await Promise.all(
      Array.from({ length: 20 }, () => send('withdrawMoney', { accountId, amount: euros('3.00') })),
    );
    const names = results.map(({ __typename }) => __typename).sort();
    expect(names).toEqual([
      ...Array.from({ length: 17 }, () => 'InsufficientFunds'),
      ...Array.from({ length: 3 }, () => 'WithdrawMoneyPayload'),
    ]);
    expect(await accepted('withdrawMoney', { accountId, amount: euros('1.00') })).toMatchObject({
      balance: euros('0.00'),
    });
  });
});

describe('a command', () => {
  it('with an expected version is refused at another one', async () => {
    const customerId = await customer();
    const input = { customerId, name: 'New', expectedVersion: 3 };
    expect(await refused('changeCustomerName', input)).toEqual({
      code: 'VERSION_CONFLICT',
      expectedVersion: 3,
      actualVersion: 1,
    });
    expect(await accepted('changeCustomerName', { ...input, expectedVersion: 1 })).toMatchObject({
      version: 2,
    });
    expect(await refused('changeCustomerName', { ...input, expectedVersion: 0 })).toEqual({
      code: 'VERSION_CONFLICT',
      expectedVersion: 0,
      actualVersion: 2,
    });
  });

  it('sent again is what it was, and its id is no other command’s', async () => {
    const customerId = await customer();
    const commandId = '018f0000-0000-4000-8000-00000000abcd';
    const input = { commandId, customerId, name: 'Once' };
    const first = await send('changeCustomerName', input);
    expect(first.receipt).toMatchObject({ commandId, version: 2, replayed: false });
    await accepted('changeCustomerName', { customerId, name: 'Later' });
    const again = await send('changeCustomerName', { ...input, commandId: commandId.toUpperCase() });
    expect(again.receipt).toEqual({ ...first.receipt, replayed: true });
    expect(again['customer']).toMatchObject({ name: 'Later', version: 3 });
    const reused = { code: 'COMMAND_ID_REUSED', commandId };
    expect(await refused('changeCustomerName', { ...input, name: 'Other' })).toEqual(reused);
    expect(await refused('changeCustomerEmail', { commandId, customerId, email: 'o@example.com' })).toEqual(
      reused,
    );
  });

  it('that was refused stays refused under its id', async () => {
    const customerId = await customer({ name: 'Ada' });
    const input = { commandId: '018f0000-0000-4000-8000-00000000abce', customerId, name: 'Ada' };
    expect(await refused('changeCustomerName', input)).toEqual({ code: 'NOTHING_TO_CHANGE' });
    await accepted('changeCustomerName', { customerId, name: 'Grace' });
    expect(await refused('changeCustomerName', input)).toEqual({ code: 'NOTHING_TO_CHANGE' });
  });

  it('sent many times at once happens once', async () => {
    const customerId = await customer();
    const input = { commandId: '018f0000-0000-4000-8000-00000000abcf', customerId, name: 'Once' };
    const results = await Promise.all(Array.from({ length: 30 }, () => send('changeCustomerName', input)));
    const receipts = results.map(({ receipt }) => receipt);
    expect(new Set(receipts.map((receipt) => receipt?.version))).toEqual(new Set([2]));
    expect(receipts.filter((receipt) => !receipt?.replayed)).toHaveLength(1);
  });
});

it('none of this is logged as a fault', () => {
  expect(shop().logged.filter(({ level }) => level === 'error')).toEqual([]);
});
