// Every query with everything that can be wrong with it, and tokens that are malformed, foreign or of the future.
import { describe, expect, it } from 'vitest';
import { badIds } from '../support/bad-values.ts';
import { shopSchema } from '../support/select-all.ts';
import { withShop, type Sent } from '../support/shop.ts';
import { contentOf, signed, signedToken, unsigned } from '../support/signed-tokens.ts';

const shop = withShop();

const QUERIES = [
  { name: 'order', id: 'demo-order-1', readModel: 'ORDER', version: 4 },
  { name: 'orderSummary', id: 'demo-order-1', readModel: 'ORDER_SUMMARY', version: 4 },
  { name: 'customer', id: 'customer-1', readModel: 'CUSTOMER', version: 1 },
  { name: 'product', id: 'product-1', readModel: 'PRODUCT', version: 1 },
  { name: 'account', id: 'demo-account-1', readModel: 'ACCOUNT', version: 3 },
  { name: 'loyaltyProfile', by: 'customerId', id: 'customer-1', readModel: 'LOYALTY_PROFILE', version: 2 },
];

const INT = 2 ** 31;
const foreign = signedToken({ incarnation: '11111111-1111-4111-8111-111111111111', position: '1' });
const base64url = (text: string): string => Buffer.from(text, 'latin1').toString('base64url');

/** A token of this store. */
async function tokenAt(position: string): Promise<string> {
  const response = await shop().post('{ order(id: "demo-order-1") { id } }');
  await response.text();
  const content = contentOf(response.headers.get('consistency-token') ?? '');
  if (!content) throw new Error('There is no token.');
  return signedToken({ ...content, position });
}

async function malformedTokens(): Promise<readonly string[]> {
  const good = await tokenAt('1');
  const { incarnation = '' } = contentOf(good) ?? {};
  return [
    'x',
    `${good}=`,
    `${good}AAAA`,
    ` ${good}`,
    good.slice(0, -2),
    'A'.repeat(100_000),
    'é',
    '\0',
    ...['-1', '01', '1.5', '', '9223372036854775808', '1@1', ' 1', '0x1'].map((position) =>
      signed(base64url(`${incarnation}@${position}`)),
    ),
    signed(base64url(`${incarnation.toUpperCase()}@1`)),
    signed(base64url('@1')),
    unsigned(good),
  ];
}

/** Those have their own: `lists.int.test.ts`, `rankings.int.test.ts`, `search.int.test.ts` and `boards.int.test.ts`. */
const OTHERS = [
  'accountStatement',
  'adminOrders',
  'customerOrders',
  'loyaltyLeaderboard',
  'operations',
  'salesAnalytics',
  'searchProducts',
  'shippingDashboard',
  'waitingOrders',
];

it('the table has every query', () => {
  const queries = Object.keys(shopSchema.getQueryType()?.getFields() ?? {});
  expect([...QUERIES.map(({ name }) => name), ...OTHERS].sort()).toEqual(queries.sort());
});

describe.each(QUERIES)('$name', ({ name, by = 'id', id, readModel, version }) => {
  const SOURCE = `query ($id: ID!, $minVersion: Int, $consistency: ConsistencyInput) {
    found: ${name}(${by}: $id, minVersion: $minVersion, consistency: $consistency) { id version }
  }`;
  const ask = (variables: object, sent: Sent = {}) =>
    shop().ask(SOURCE, { ...sent, variables: { id, ...variables } });
  const found = { data: { found: { id, version } } };
  const fault = (extensions: object) => ({
    data: { found: null },
    errors: [expect.objectContaining({ path: ['found'], extensions })],
  });

  it.each(['nothing', '__proto__', 'constructor', 'x'.repeat(64)])(
    'answers null for an unknown id: %s',
    async (unknown) => {
      expect(await ask({ id: unknown })).toEqual({ data: { found: null } });
      const consistency = { after: await tokenAt('1'), maxWaitMs: 5000, ifBehind: 'WRITE_MODEL' };
      expect(await ask({ id: unknown, consistency })).toEqual({ data: { found: null } });
    },
  );

  it('is typed as behind at a version of what is not there', async () => {
    const behind = { code: 'PROJECTION_BEHIND', requiredVersion: 1, currentVersion: 0, retryAfterMs: 100 };
    const wanted = fault({ ...behind, readModel, id: 'nothing' });
    expect(await ask({ id: 'nothing', minVersion: 1 })).toEqual(wanted);
    expect(await ask({ id: 'nothing', minVersion: 1, consistency: { ifBehind: 'WRITE_MODEL' } })).toEqual(
      wanted,
    );
  });

  it.each(badIds)('answers null for an id that cannot be: $what', async ({ value }) => {
    expect(await ask({ id: value })).toEqual({ data: { found: null } });
    expect(await ask({ id: value, minVersion: 1, consistency: { ifBehind: 'WRITE_MODEL' } })).toEqual({
      data: { found: null },
    });
  });

  it('takes null for everything that may be left out', async () => {
    expect(await ask({ minVersion: null, consistency: null })).toEqual(found);
    expect(await ask({ consistency: { after: null, maxWaitMs: null, ifBehind: null } })).toEqual(found);
    expect(await ask({ consistency: {} })).toEqual(found);
  });

  it('is at its version, and typed as behind at the next one', async () => {
    expect(await ask({ minVersion: 0 })).toEqual(found);
    expect(await ask({ minVersion: version })).toEqual(found);
    const behind = { code: 'PROJECTION_BEHIND', currentVersion: version, retryAfterMs: 100, readModel, id };
    for (const requiredVersion of [version + 1, INT - 1]) {
      const wanted = fault({ ...behind, requiredVersion });
      expect(await ask({ minVersion: requiredVersion })).toEqual(wanted);
      expect(await ask({ minVersion: requiredVersion, consistency: { ifBehind: 'WRITE_MODEL' } })).toEqual(
        wanted,
      );
      expect(await ask({ minVersion: requiredVersion, consistency: { ifBehind: 'STALE' } })).toEqual(found);
    }
  });

  it('refuses what cannot be asked', async () => {
    const invalid = fault({ code: 'INVALID_READ' });
    expect(await ask({ minVersion: -1 })).toEqual(invalid);
    for (const maxWaitMs of [-1, 5001, INT - 1]) {
      expect(await ask({ consistency: { maxWaitMs } })).toEqual(invalid);
    }
  });

  it.each([
    ['no id', { id: null }],
    ['an id that is no text', { id: { a: 1 } }],
    ['a version beyond Int', { minVersion: INT }],
    ['a version that is no whole number', { minVersion: 1.5 }],
    ['a version that is text', { minVersion: '1' }],
    ['a wait beyond Int', { consistency: { maxWaitMs: INT } }],
    ['an unknown policy', { consistency: { ifBehind: 'WAIT' } }],
    ['a token that is no text', { consistency: { after: 1 } }],
    ['an unknown field', { consistency: { before: 'x' } }],
  ])('refuses what is not of the type: %s', async (_what, variables) => {
    const { data, errors } = await ask(variables);
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('refuses malformed and foreign tokens, of the argument and of the header', async () => {
    for (const token of await malformedTokens()) {
      expect(await ask({ consistency: { after: token } }), token.slice(0, 99)).toEqual(
        fault({ code: 'INVALID_TOKEN' }),
      );
      if (!/^[\x21-\x7E]{1,9999}$/.test(token)) continue;
      const headers = { 'consistency-token': token };
      expect(await ask({}, { headers }), token).toEqual(fault({ code: 'INVALID_TOKEN' }));
    }
    const another = fault({ code: 'TOKEN_OF_ANOTHER_STORE' });
    expect(await ask({ consistency: { after: foreign } })).toEqual(another);
    expect(await ask({}, { headers: { 'consistency-token': foreign } })).toEqual(another);
  });

  it('is typed as behind at a token of the future, whatever the policy but STALE', async () => {
    const future = await tokenAt('9223372036854775807');
    const behind = fault({
      code: 'PROJECTION_BEHIND',
      requiredVersion: null,
      currentVersion: version,
      retryAfterMs: 5000,
      readModel,
      id,
    });
    expect(await ask({ consistency: { after: future } })).toEqual(behind);
    expect(await ask({ consistency: { after: future, maxWaitMs: 20 } })).toEqual(behind);
    expect(await ask({ consistency: { after: future, ifBehind: 'WRITE_MODEL' } })).toEqual(behind);
    expect(await ask({}, { headers: { 'consistency-token': future } })).toEqual(behind);
    expect(await ask({ consistency: { after: future, ifBehind: 'STALE' } })).toEqual(found);
  });
});

describe('the header', () => {
  const TAG = (tag: string) => `mutation { tagProduct(input: { productId: "product-1", tags: ["${tag}"] }) {
    ... on TagProductPayload { receipt { token } product { version } query { product(id: "product-1") { version } } }
  } }`;

  it.each([
    ['malformed', 'x'],
    ['foreign', foreign],
  ])('that is %s keeps nobody from writing, and is healed by the response', async (what, token) => {
    const response = await shop().post(TAG(what), { headers: { 'consistency-token': token } });
    const { data, errors } = (await response.json()) as Awaited<ReturnType<ReturnType<typeof shop>['ask']>>;
    expect(errors).toBeUndefined();
    const tagged = data?.['tagProduct'];
    const { receipt, product, query } = tagged as {
      readonly receipt: { readonly token: string };
      readonly product: { readonly version: number };
      readonly query: { readonly product: { readonly version: number } };
    };
    expect(query.product.version).toBeGreaterThanOrEqual(product.version);
    const position = (text: string | null) => BigInt(contentOf(text ?? '')?.position ?? -1);
    expect(position(response.headers.get('consistency-token'))).toBeGreaterThanOrEqual(
      position(receipt.token),
    );
  });

  it('that is empty is none', async () => {
    const headers = { 'consistency-token': '' };
    expect(await shop().ask('{ product(id: "product-2") { id } }', { headers })).toEqual({
      data: { product: { id: 'product-2' } },
    });
  });

  it('never goes back: a request that asks less gets back what it sent', async () => {
    const sent = await tokenAt('1');
    const response = await shop().post('{ product(id: "product-2") { id } }', {
      headers: { 'consistency-token': sent },
    });
    await response.text();
    const position = contentOf(response.headers.get('consistency-token') ?? '')?.position;
    expect(Number(position)).toBeGreaterThan(1);
  });
});

describe('the entity of a payload', () => {
  it.each([-1, 5001])('is refused if it shall wait %s ms, and the write stands', async (maxWaitMs) => {
    const answer = await shop()
      .ask(`mutation { tagProduct(input: { productId: "product-2", tags: ["w${maxWaitMs}"] }) {
      ... on TagProductPayload { receipt { version } product(maxWaitMs: ${maxWaitMs}) { version } }
    } }`);
    expect(answer).toEqual({
      data: { tagProduct: { receipt: { version: expect.any(Number) }, product: null } },
      errors: [
        expect.objectContaining({ path: ['tagProduct', 'product'], extensions: { code: 'INVALID_READ' } }),
      ],
    });
  });

  it('takes null for how long it shall wait', async () => {
    const { data } = await shop().ask(`mutation { tagProduct(input: { productId: "product-3", tags: ["n"] }) {
      ... on TagProductPayload { product(maxWaitMs: null) { version } }
    } }`);
    expect(data).toEqual({ tagProduct: { product: { version: 2 } } });
  });
});

it('none of this is logged as a fault', () => {
  expect(shop().logged.filter(({ level }) => level === 'error')).toEqual([]);
});
