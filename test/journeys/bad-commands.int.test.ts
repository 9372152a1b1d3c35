// Every command with everything that can be wrong with it: each gets its typed refusal, and the store stays as it was.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  badCommandIds,
  badCountries,
  badCurrencies,
  badEmails,
  badIds,
  badItemLists,
  badLine,
  badParagraphs,
  badParagraphsOrNone,
  badPhoneNumbers,
  badPoints,
  badPrices,
  badQuantities,
  badTagLists,
  hostileTexts,
  type BadValue,
} from '../support/bad-values.ts';
import { readStore } from '../support/oracle/read-store.ts';
import { shopSchema } from '../support/select-all.ts';
import { mutationFields, sendCommand, type CommandAnswer } from '../support/send-command.ts';
import { withShop } from '../support/shop.ts';

const shop = withShop();

interface Command {
  /** Would be accepted, or refused only because of what is already so. */
  readonly valid: Readonly<Record<string, unknown>>;
  /** By the path to it: what cannot stand there. */
  readonly slots: Readonly<Record<string, readonly BadValue[]>>;
}

const ADDRESS = { line1: 'A 1', line2: 'B', city: 'C', postalCode: '1', region: 'D', country: 'DE' };
const PRICE = { amount: '1.00', currency: 'EUR' };
const addressSlots = (at: string) => ({
  [`${at}.line1`]: badLine(120),
  [`${at}.line2`]: badLine(120),
  [`${at}.city`]: badLine(80),
  [`${at}.postalCode`]: badLine(16),
  [`${at}.region`]: badLine(80),
  [`${at}.country`]: badCountries,
});
const priceSlots = { 'price.amount': badPrices, 'price.currency': badCurrencies };
const amountSlots = { 'amount.amount': badPrices, 'amount.currency': badCurrencies };
const itemSlots = { productId: badIds, quantity: badQuantities };

const customer = { customerId: 'customer-1' };
const product = { productId: 'product-1' };
/** CREATED, and with this product. */
const order = { orderId: 'demo-order-6' };
const item = { productId: 'product-1', quantity: 7 };
/** OPEN, in euros. */
const account = { accountId: 'demo-account-1' };

const COMMANDS: Readonly<Record<string, Command>> = {
  registerCustomer: {
    valid: {
      customerId: 'new',
      name: 'N',
      email: 'new@example.com',
      phoneNumber: '+4930123456',
      address: ADDRESS,
    },
    slots: {
      customerId: badIds,
      name: badLine(100),
      email: badEmails,
      phoneNumber: badPhoneNumbers,
      ...addressSlots('address'),
    },
  },
  changeCustomerName: {
    valid: { ...customer, name: 'N' },
    slots: { customerId: badIds, name: badLine(100) },
  },
  changeCustomerEmail: {
    valid: { ...customer, email: 'new@example.com' },
    slots: { customerId: badIds, email: badEmails },
  },
  changeCustomerPhoneNumber: {
    valid: { ...customer, phoneNumber: '+4930123457' },
    slots: { customerId: badIds, phoneNumber: badPhoneNumbers },
  },
  updateCustomerAddress: {
    valid: { ...customer, address: ADDRESS },
    slots: { customerId: badIds, ...addressSlots('address') },
  },
  listProduct: {
    valid: { productId: 'new', name: 'N', description: 'D', category: 'C', price: PRICE, tags: ['t'] },
    slots: {
      productId: badIds,
      name: badLine(100),
      description: badParagraphsOrNone(5000),
      category: badLine(60),
      ...priceSlots,
      'tags.0': badLine(40),
      tags: badTagLists.filter(({ what }) => what === 'too many'),
    },
  },
  changeProductPrice: { valid: { ...product, price: PRICE }, slots: { productId: badIds, ...priceSlots } },
  describeProduct: {
    valid: { ...product, name: 'N', description: 'D', category: 'C' },
    slots: {
      productId: badIds,
      name: badLine(100),
      description: badParagraphsOrNone(5000),
      category: badLine(60),
    },
  },
  tagProduct: {
    valid: { ...product, tags: ['t'] },
    slots: { productId: badIds, 'tags.0': badLine(40), tags: badTagLists },
  },
  untagProduct: {
    valid: { ...product, tags: ['mug'] },
    slots: { productId: badIds, 'tags.0': badLine(40), tags: badTagLists },
  },
  discontinueProduct: { valid: product, slots: { productId: badIds } },
  createOrder: {
    valid: { orderId: 'new', ...customer, items: [item], shippingAddress: ADDRESS },
    slots: {
      orderId: badIds,
      customerId: badIds,
      'items.0.productId': badIds,
      'items.0.quantity': badQuantities,
      items: badItemLists,
      ...addressSlots('shippingAddress'),
    },
  },
  addOrderItem: { valid: { ...order, ...item }, slots: { orderId: badIds, ...itemSlots } },
  removeOrderItem: { valid: { ...order, ...product }, slots: { orderId: badIds, productId: badIds } },
  changeOrderItemQuantity: { valid: { ...order, ...item }, slots: { orderId: badIds, ...itemSlots } },
  changeOrderShippingAddress: {
    valid: { ...order, address: ADDRESS },
    slots: { orderId: badIds, ...addressSlots('address') },
  },
  payOrder: {
    valid: { ...order, paymentReference: 'p' },
    slots: { orderId: badIds, paymentReference: badLine(100) },
  },
  shipOrder: {
    valid: { ...order, carrier: 'DHL', trackingNumber: '1' },
    slots: { orderId: badIds, carrier: badLine(60), trackingNumber: badLine(100) },
  },
  deliverOrder: { valid: order, slots: { orderId: badIds } },
  cancelOrder: { valid: { ...order, reason: 'r' }, slots: { orderId: badIds, reason: badParagraphs(200) } },
  openAccount: {
    valid: { accountId: 'new', ...customer, currency: 'EUR' },
    slots: { accountId: badIds, customerId: badIds, currency: badCurrencies },
  },
  depositMoney: { valid: { ...account, amount: PRICE }, slots: { accountId: badIds, ...amountSlots } },
  withdrawMoney: { valid: { ...account, amount: PRICE }, slots: { accountId: badIds, ...amountSlots } },
  closeAccount: { valid: account, slots: { accountId: badIds } },
  awardLoyaltyPoints: {
    valid: { ...customer, points: 10, reason: 'r' },
    slots: { customerId: badIds, points: badPoints, reason: badLine(200) },
  },
};

/** What they change need not be there yet: they are refused for somebody who is not there. */
const OPENING: ReadonlySet<string> = new Set(['awardLoyaltyPoints']);

const commands = Object.entries(COMMANDS).map(([name, command]) => {
  const fields = shopSchema.getType(`${name.charAt(0).toUpperCase()}${name.slice(1)}Input`);
  const inputFields = fields && 'getFields' in fields ? Object.values(fields.getFields()) : [];
  const [idField = ''] = Object.keys(command.valid);
  return {
    ...command,
    name,
    idField,
    inputFields: inputFields.map((field) => ({
      name: field.name,
      isRequired: String(field.type).endsWith('!'),
    })),
  };
});

/** How many events there are, where each stream stands, and the head. */
async function storeNow() {
  const { events } = await readStore(shop().databaseUrl);
  const streams = events.map(
    ({ category, streamId, version }) => [`${category}/${streamId}`, version] as const,
  );
  return { events: events.length, streams: new Map(streams), head: events.at(-1)?.position };
}
let before: Awaited<ReturnType<typeof storeNow>>;
beforeAll(async () => {
  before = await storeNow();
});

/** The same input with another value at a path such as `items.0.quantity`. */
function withValue(input: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(input);
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let place = copy as Record<string, unknown>;
  for (const step of steps) place = place[step] as Record<string, unknown>;
  place[last] = value;
  return copy;
}

/** What was answered, in one line, to be compared in long lists. */
function inShort({ result, errors }: CommandAnswer): string {
  if (!result) return [...new Set(errors.map(({ extensions }) => extensions?.['code']))].join(' ');
  const { __typename, code = __typename, message: _message, issues, ...data } = result;
  const paths = issues ? [`at ${issues.map(({ path }) => path).join(' and ')}`] : [];
  return [code, ...Object.values(data), ...paths].join(' ');
}

let tried = 0;
afterAll(() => {
  process.stdout.write(`${tried} bad inputs for ${commands.length} commands\n`);
});

async function faultsOf(
  name: string,
  cases: readonly { readonly what: string; readonly input: unknown; readonly expected: RegExp }[],
): Promise<readonly string[]> {
  tried += cases.length;
  const answers = await Promise.all(cases.map(({ input }) => sendCommand(shop(), name, { input })));
  return cases.flatMap(({ what, expected }, index) => {
    const answer = answers[index];
    const short = answer ? inShort(answer) : 'nothing';
    return expected.test(short) ? [] : [`${what}: ${short} instead of ${expected.source}`];
  });
}

const invalidAt = (path: string): RegExp =>
  new RegExp(`^VALIDATION_FAILED at (.* and )?${path.replaceAll('.', String.raw`\.`)}( and .*)?$`, 's');
const only = (code: string): RegExp => new RegExp(`^${code}$`);

describe('the table', () => {
  it('has every mutation, and every field of its input', () => {
    expect(Object.keys(COMMANDS).sort()).toEqual(mutationFields.map(({ name }) => name).sort());
    const missing = commands.flatMap(({ name, slots, inputFields }) => {
      const named = new Set(Object.keys(slots).map((path) => path.split('.')[0]));
      const own = inputFields.filter((field) => !['commandId', 'expectedVersion'].includes(field.name));
      return own.filter((field) => !named.has(field.name)).map((field) => `${name}.${field.name}`);
    });
    expect(missing).toEqual([]);
  });
});

describe.each(commands)('$name', ({ name, valid, slots, idField, inputFields }) => {
  const isNew = !inputFields.some((field) => field.name === 'expectedVersion');

  it('refuses what is wrong in any place, and says where', async () => {
    const cases = Object.entries(slots).flatMap(([path, values]) =>
      values.map(({ what, value }) => ({
        what: `${path}: ${what}`,
        input: withValue(valid, path, value),
        expected: invalidAt(path),
      })),
    );
    const ids = badCommandIds.map(({ what, value }) => ({
      what: `commandId: ${what}`,
      input: { ...valid, commandId: value },
      expected: invalidAt('commandId'),
    }));
    expect(await faultsOf(name, [...cases, ...ids])).toEqual([]);
    expect(await storeNow()).toEqual(before);
  });

  it('refuses what is not of the type', async () => {
    const badInput = only('BAD_USER_INPUT');
    const required = inputFields.filter(({ isRequired }) => isRequired);
    const cases = [
      ...inputFields.map((field) => ({ what: `${field.name}: object`, value: { a: 1 }, field })),
      ...required.map((field) => ({ what: `${field.name}: null`, value: null, field })),
      ...required.map((field) => ({ what: `${field.name}: left out`, value: undefined, field })),
      ...inputFields.map((field) => ({ what: `${field.name}: true`, value: true, field })),
    ].map(({ what, value, field }) => ({
      what,
      input: { ...valid, [field.name]: value },
      expected: badInput,
    }));
    const numbers = Object.keys(slots)
      .filter((path) => /(quantity|points)$/.test(path))
      .flatMap((path) =>
        [2 ** 31, -(2 ** 31) - 1, 1.5, '1', 1e300].map((value) => ({
          what: `${path}: ${value}`,
          input: withValue(valid, path, value),
          expected: badInput,
        })),
      );
    const others = [
      { what: 'unknown field', input: { ...valid, nothing: 1 }, expected: badInput },
      { what: 'no input', input: null, expected: badInput },
      { what: 'prototype', input: JSON.parse('{"__proto__":{"name":"x"}}') as unknown, expected: badInput },
    ];
    expect(await faultsOf(name, [...cases, ...numbers, ...others])).toEqual([]);
    expect(await storeNow()).toEqual(before);
  });

  it('refuses what is there already, or is not there or at another version', async () => {
    const id = valid[idField];
    const unknown = ['nothing', '__proto__', 'constructor', 'x'.repeat(64)];
    const what = idField.replace(/Id$/, '');
    const there = {
      customer: 'customer-1',
      product: 'product-1',
      order: 'demo-order-1',
      account: 'demo-account-1',
    }[what];
    const notFound = unknown.map((each) => ({
      what: each,
      input: { ...valid, [idField]: each },
      expected: only(`NOT_FOUND ${what} ${each}`),
    }));
    const twice = only(`ALREADY_EXISTS ${what} ${there}`);
    const atOnce = OPENING.has(name)
      ? notFound
      : [{ what, input: { ...valid, [idField]: there }, expected: twice }];
    const cases = isNew
      ? atOnce
      : [
          ...notFound,
          ...[0, 99, 2 ** 31 - 1].map((expectedVersion) => ({
            what: `version ${expectedVersion} of ${String(id)}`,
            input: { ...valid, expectedVersion },
            expected: only(`VERSION_CONFLICT ${expectedVersion} [1-9]`),
          })),
          {
            what: 'version -1',
            input: { ...valid, expectedVersion: -1 },
            expected: invalidAt('expectedVersion'),
          },
          {
            what: 'version 2^31',
            input: { ...valid, expectedVersion: 2 ** 31 },
            expected: only('BAD_USER_INPUT'),
          },
        ];
    expect(await faultsOf(name, cases)).toEqual([]);
    expect(await storeNow()).toEqual(before);
  });
});

describe('several mutations in one operation', () => {
  const tag = (index: number) =>
    `m${index}: tagProduct(input: { productId: "product-2", tags: ["tag ${index}"] }) { __typename ... on TagProductPayload { receipt { version } } }`;
  const tags = (count: number) => Array.from({ length: count }, (_, index) => tag(index)).join(' ');

  it.each([
    ['side by side', `mutation { ${tags(11)} }`],
    [
      'in fragments',
      `mutation { ...A ...B } fragment A on Mutation { ${tags(6)} } fragment B on Mutation { ...C } fragment C on Mutation { ${tags(11)} }`,
    ],
    ['in conditions', `mutation { ... @skip(if: true) { ${tags(11)} } }`],
  ])('are not more than ten: %s', async (_what, source) => {
    const { data, errors } = await shop().ask(source);
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'TOO_MANY_MUTATIONS' } }]);
    expect(await storeNow()).toEqual(before);
  });

  it('run in order, each with an outcome of its own', async () => {
    const wrong = 'tagProduct(input: { productId: "product-2", tags: [] }) { __typename }';
    const { data } = await shop().ask(
      `mutation { ${tags(4)} wrong: ${wrong} again: ${tag(0).slice(4)} m9: ${tag(9).slice(4)} }`,
    );
    const accepted = (version: number) => ({ __typename: 'TagProductPayload', receipt: { version } });
    expect(data).toEqual({
      m0: accepted(2),
      m1: accepted(3),
      m2: accepted(4),
      m3: accepted(5),
      wrong: { __typename: 'ValidationFailed' },
      again: { __typename: 'NothingToChange' },
      m9: accepted(6),
    });
  });
});

describe('what only looks dangerous', () => {
  it('comes back as it went in, from everywhere', async () => {
    for (const [index, text] of hostileTexts.entries()) {
      const productId = `hostile-${index}`;
      const description = `${text}\n\t${text}`;
      const input = { productId, name: text, description, category: text, price: PRICE, tags: [text] };
      const { result } = await sendCommand(shop(), 'listProduct', { input });
      const shown = { name: text, description, category: text, tags: [text] };
      expect(result?.['product']).toMatchObject(shown);
      const read = (policy: string) =>
        `product(id: "${productId}", minVersion: 1, consistency: { maxWaitMs: 5000, ifBehind: ${policy} }) { name description category tags }`;
      const { data } = await shop().ask(`{ model: ${read('ERROR')} fold: ${read('WRITE_MODEL')} }`);
      expect(data).toEqual({ model: shown, fold: shown });
    }
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty', '-', '_', '0', 'x'.repeat(64)])(
    'is an id like any other: %s',
    async (id) => {
      const email = `${id.slice(0, 40)}@example.com`.replace(/^-@/, 'minus@');
      await sendCommand(shop(), 'registerCustomer', { input: { customerId: id, name: id, email } });
      const thing = { productId: id, name: id, description: '', category: 'c', price: PRICE };
      await sendCommand(shop(), 'listProduct', { input: thing });
      const items = [{ productId: id, quantity: 1 }];
      const { result } = await sendCommand(shop(), 'createOrder', {
        input: { orderId: id, customerId: id, items },
      });
      expect(result?.receipt).toMatchObject({ streamId: id, version: 1 });
      const at = `id: "${id}", minVersion: 1, consistency: { after: "${result?.receipt?.token}", maxWaitMs: 5000 }`;
      const { data } = await shop().ask(`{
        order(${at}) { id customer { id name } items { product { id } } }
        orderSummary(${at}) { id customerName productIds }
        customer(${at}) { id name orderCount }
        product(${at}) { id name }
      }`);
      expect(data).toEqual({
        order: { id, customer: { id, name: id }, items: [{ product: { id } }] },
        orderSummary: { id, customerName: id, productIds: [id] },
        customer: { id, name: id, orderCount: 1 },
        product: { id, name: id },
      });
    },
  );
});

it('none of this is logged as a fault', () => {
  expect(shop().logged.filter(({ level }) => level === 'error')).toEqual([]);
});
