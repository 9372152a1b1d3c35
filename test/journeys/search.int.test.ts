// Products as a client searches for them: found, narrowed, paged, read after one's own write, and refused.
import { beforeAll, describe, expect, it } from 'vitest';
import { withShop, type Answer } from '../support/shop.ts';
import { signed } from '../support/signed-tokens.ts';

const shop = withShop();

const NODES = '{ nodes { __typename id version name } pageInfo { hasNextPage hasPreviousPage endCursor } }';
const search = (args: string): Promise<Answer> => shop().ask(`{ searchProducts(${args}) ${NODES} }`);

interface Page {
  readonly nodes: readonly { readonly __typename: string; readonly id: string; readonly version: number }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function pageOf(args: string): Promise<Page> {
  const { data, errors } = await search(args);
  if (errors) throw new Error(JSON.stringify(errors));
  return (data as { searchProducts: Page }).searchProducts;
}
const idsOf = async (args: string) => (await pageOf(args)).nodes.map(({ id }) => id);

interface Listed {
  readonly name: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly category?: string;
  readonly price?: string;
}
async function list(productId: string, { name, price = '10.00', ...rest }: Listed): Promise<string> {
  const input = {
    ...{ productId, name, description: '', category: 'Zoo', tags: [], ...rest },
    price: { amount: price, currency: 'EUR' },
  };
  const request = { command: 'listProduct', input, principal: 'tester', correlationId: 'search' };
  const outcome = await shop().api.services.commands.dispatch(request);
  if (!outcome.accepted) throw new Error(outcome.rejection.message);
  return signed(outcome.receipt.token);
}

const MANY = 120;
beforeAll(async () => {
  await list('zebra-text', { name: 'Poster', description: 'Shows three zebras.' });
  await list('zebra-tag', { name: 'Blanket', tags: ['zebra', 'warm'] });
  await list('zebra-name', { name: 'Zebra', tags: ['warm'], price: '12.50', category: 'Plush' });
  let token = '';
  for (let n = 0; n < MANY; n += 1) token = await list(`lemur-${n}`, { name: `Lemur ${n}` });
  await shop().untilReady(token);
});

describe('a search', () => {
  it('shows products themselves, the best match first', async () => {
    const { nodes } = await pageOf('text: "zebras"');
    expect(nodes.map(({ id }) => id)).toEqual(['zebra-name', 'zebra-tag', 'zebra-text']);
    expect(nodes[0]).toEqual({ __typename: 'Product', id: 'zebra-name', version: 1, name: 'Zebra' });
  });

  it('is narrowed by category, tags and price in the same call', async () => {
    expect(await idsOf('text: "zebra", tags: ["warm"]')).toEqual(['zebra-name', 'zebra-tag']);
    expect(await idsOf('category: "Plush"')).toEqual(['zebra-name']);
    const price = (end: string, amount: string) => `${end}Price: { amount: "${amount}", currency: "EUR" }`;
    expect(await idsOf(`text: "zebra", ${price('min', '12.50')}, ${price('max', '12.5')}`)).toEqual([
      'zebra-name',
    ]);
    expect(await idsOf(`text: "zebra", ${price('max', '12.49')}`)).toEqual(['zebra-tag', 'zebra-text']);
    expect(await idsOf(`${price('min', '9')}, ${price('max', '8')}`)).toEqual([]);
    expect(await idsOf('text: "zebra", minPrice: { amount: "1", currency: "JPY" }')).toEqual([]);
  });

  it('is paged: everything once, whatever the size of a page', async () => {
    const seen: string[] = [];
    let after = '';
    for (let more = true; more;) {
      const page = await pageOf(`text: "lemurs", first: 50 ${after}`);
      seen.push(...page.nodes.map(({ id }) => id));
      after = `, after: "${page.pageInfo.endCursor}"`;
      more = page.pageInfo.hasNextPage;
    }
    expect(seen).toHaveLength(MANY);
    expect(new Set(seen).size).toBe(MANY);
  });

  it('finds what its reader has just written, and no longer what was renamed', async () => {
    const after = await list('quokka', { name: 'Quokka' });
    const fresh = (text: string) =>
      idsOf(`text: "${text}", consistency: { after: "${after}", maxWaitMs: 5000 }`);
    expect(await fresh('quokkas')).toEqual(['quokka']);
    const { data } = await shop().ask(`mutation {
      describeProduct(input: { productId: "quokka", name: "Wombat" }) {
        ... on DescribeProductPayload { query { searchProducts(text: "quokka") { nodes { id } } } receipt { token } }
      }
    }`);
    const { receipt } = (data as { describeProduct: { receipt: { token: string } } }).describeProduct;
    const now = `consistency: { after: "${receipt.token}", maxWaitMs: 5000 }`;
    expect(await idsOf(`text: "quokka", ${now}`)).toEqual([]);
    expect(await idsOf(`text: "wombat", ${now}`)).toEqual(['quokka']);
  });

  it('finds what is discontinued, which says so', async () => {
    const { data } = await shop().ask(`mutation { discontinueProduct(input: { productId: "quokka" }) {
      ... on DiscontinueProductPayload { receipt { token } } } }`);
    const { receipt } = (data as { discontinueProduct: { receipt: { token: string } } }).discontinueProduct;
    const source = `{ searchProducts(text: "wombat", consistency: { after: "${receipt.token}", maxWaitMs: 5000 }) {
      nodes { id discontinued } } }`;
    expect(await shop().ask(source)).toEqual({
      data: { searchProducts: { nodes: [{ id: 'quokka', discontinued: true }] } },
    });
  });
});

describe('a search that asks for what can not be', () => {
  it.each([
    ['a text of ten thousand letters', `text: "${'x'.repeat(10_000)}"`, 'INVALID_READ'],
    [
      'two currencies',
      'minPrice: { amount: "1", currency: "EUR" }, maxPrice: { amount: "2", currency: "USD" }',
      'INVALID_READ',
    ],
    ['an amount that is none', 'minPrice: { amount: "much", currency: "EUR" }', 'INVALID_READ'],
    ['a currency that is none', 'maxPrice: { amount: "1", currency: "XXX" }', 'INVALID_READ'],
    ['too many tags', `tags: [${'"t",'.repeat(21)}]`, 'INVALID_READ'],
    ['a page of none', 'first: 0', 'INVALID_READ'],
    ['a page of too many', 'first: 101', 'INVALID_READ'],
    ['a cursor that is none', 'after: "x"', 'INVALID_CURSOR'],
    ['a token that is none', 'consistency: { after: "x" }', 'INVALID_TOKEN'],
  ])('is told: %s', async (_what, args, code) => {
    const { data, errors } = await search(args);
    expect(data).toEqual({ searchProducts: null });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual([code]);
  });
});

describe('while no worker runs', () => {
  it('a search that must be newer is behind, and one that may be old is shown', async () => {
    await shop().stopWorker();
    const token = await list('okapi', { name: 'Okapi' });
    const behind = await search(`text: "okapi", consistency: { after: "${token}", maxWaitMs: 20 }`);
    expect(behind.data).toEqual({ searchProducts: null });
    expect(behind.errors?.[0]?.extensions).toMatchObject({
      code: 'PROJECTION_BEHIND',
      readModel: 'PRODUCT_SEARCH',
    });
    expect(await idsOf(`text: "okapi", consistency: { after: "${token}", ifBehind: STALE }`)).toEqual([]);
  });
});
