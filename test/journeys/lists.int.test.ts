// Lists as a client pages through them: every entry once, in order, at what was asked for, also over a rebuild.
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { withShop, type Sent } from '../support/shop.ts';
import { futureOf, signed } from '../support/signed-tokens.ts';

const shop = withShop();

const ORDERS = 230;
const CUSTOMER = 'customer-2';

interface Page {
  readonly nodes: readonly { readonly id: string; readonly createdAt: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

interface Statement {
  readonly nodes: readonly { readonly kind: string; readonly balance: { readonly amount: string } }[];
  readonly pageInfo: { readonly endCursor: string | null };
}

const source = (args: string) => `{ customerOrders(${args}) {
  nodes { id createdAt } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
} }`;

async function pageOf(args: string, sent?: Sent): Promise<Page> {
  const { data, errors } = await shop().ask(source(args), sent);
  if (errors) throw new Error(JSON.stringify(errors));
  return (data as { customerOrders: Page }).customerOrders;
}

async function codeOf(args: string): Promise<unknown> {
  const { data, errors } = await shop().ask(source(args));
  expect(data).toEqual({ customerOrders: null });
  return errors?.[0]?.extensions?.['code'];
}

async function place(orderId: string, customerId = CUSTOMER): Promise<string> {
  const input = { orderId, customerId, items: [{ productId: 'product-1', quantity: 1 }] };
  const request = { command: 'createOrder', input, principal: 'tester', correlationId: 'lists' };
  const outcome = await shop().api.services.commands.dispatch(request);
  if (!outcome.accepted) throw new Error(outcome.rejection.message);
  return signed(outcome.receipt.token);
}

/** Ids of all entries, page by page. */
async function walk(first: number): Promise<readonly (readonly string[])[]> {
  const pages: string[][] = [];
  let page = await pageOf(`customerId: "${CUSTOMER}", first: ${first}`);
  for (;;) {
    pages.push(page.nodes.map(({ id }) => id));
    const { hasNextPage, endCursor } = page.pageInfo;
    if (!hasNextPage) return pages;
    page = await pageOf(`customerId: "${CUSTOMER}", first: ${first}, after: "${endCursor}"`);
  }
}

let before: readonly string[];
beforeAll(async () => {
  before = (await walk(100)).flat();
  let token = '';
  for (let from = 0; from < ORDERS; from += 46) {
    const some = Array.from({ length: 46 }, (_, index) => place(`listed-${from + index}`));
    token = (await Promise.all(some)).at(-1) ?? token;
  }
  await shop().untilReady(token);
});

describe('a list', () => {
  it('is walked page by page: every entry once, the newest first', async () => {
    for (const first of [100, 33, 7]) {
      const pages = await walk(first);
      expect(pages.every((page, index) => page.length === first || index === pages.length - 1)).toBe(true);
      const ids = pages.flat();
      expect(ids).toHaveLength(ORDERS + before.length);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.slice(ORDERS)).toEqual(before);
    }
    const { nodes } = await pageOf(`customerId: "${CUSTOMER}", first: 100`);
    const times = nodes.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('says of each entry where it stands, and of the page what is around it', async () => {
    const { edges, nodes, pageInfo } = await pageOf(`customerId: "${CUSTOMER}", first: 3`);
    expect(edges.map(({ node }) => node.id)).toEqual(nodes.map(({ id }) => id));
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor,
      endCursor: edges[2]?.cursor,
    });
    const rest = await pageOf(`customerId: "${CUSTOMER}", first: 2, after: "${edges[0]?.cursor}"`);
    expect(rest.nodes.map(({ id }) => id)).toEqual(nodes.slice(1).map(({ id }) => id));
    expect(rest.pageInfo.hasPreviousPage).toBe(true);
  });

  it('is empty for somebody without entries', async () => {
    const none = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
    expect(await pageOf('customerId: "nobody"')).toEqual({ nodes: [], edges: [], pageInfo: none });
  });

  it('shows a write to who asks at its token', async () => {
    for (let round = 0; round < 20; round += 1) {
      const after = await place(`fresh-${round}`, 'customer-3');
      const args = `customerId: "customer-3", first: 1`;
      const consistency = `consistency: { after: "${after}", maxWaitMs: 5000 }`;
      expect((await pageOf(`${args}, ${consistency}`)).nodes[0]?.id).toBe(`fresh-${round}`);
      const again = await place(`again-${round}`, 'customer-3');
      // Half a second may not be enough on a machine that has much else to do; then the page says so.
      const { nodes } = await eventually('the write', () =>
        pageOf(args, { headers: { 'consistency-token': again } }).catch(() => undefined),
      );
      expect(nodes[0]?.id).toBe(`again-${round}`);
    }
  });

  it('goes on where it was after the read model was lost and filled again', async () => {
    const first = await pageOf(`customerId: "${CUSTOMER}", first: 40`);
    const next = `customerId: "${CUSTOMER}", first: 40, after: "${first.pageInfo.endCursor}"`;
    const second = await pageOf(next);
    const redis = new Redis(shop().redisUrl);
    await redis.flushall();
    redis.disconnect();
    await shop().untilReady();
    expect(await pageOf(next)).toEqual(second);
  });
});

describe('the statement of an account', () => {
  it('has every movement with the balance after it, the newest first', async () => {
    const send = async (command: string, input: Readonly<Record<string, unknown>>): Promise<string> => {
      const request = {
        command,
        input: { accountId: 'listed', ...input },
        principal: 'tester',
        correlationId: 'x',
      };
      const outcome = await shop().api.services.commands.dispatch(request);
      if (!outcome.accepted) throw new Error(outcome.rejection.message);
      return signed(outcome.receipt.token);
    };
    let after = await send('openAccount', { customerId: CUSTOMER, currency: 'EUR' });
    const balances: string[] = [];
    for (let minor = 100; minor <= 1200; minor += 100) {
      after = await send('depositMoney', { amount: { amount: '2.00', currency: 'EUR' } });
      balances.unshift(`${(minor + 100) / 100}.00`);
      after = await send('withdrawMoney', { amount: { amount: '1.00', currency: 'EUR' } });
      balances.unshift(`${minor / 100}.00`);
    }
    const found: string[] = [];
    for (let cursor = ''; found.length < balances.length;) {
      const page = `id: "listed", first: 7, consistency: { after: "${after}", maxWaitMs: 5000 }${cursor}`;
      const { data } = await shop().ask(`{ accountStatement(${page}) {
        nodes { kind balance { amount } } pageInfo { endCursor }
      } }`);
      const { nodes, pageInfo } = (data as { accountStatement: Statement }).accountStatement;
      found.push(...nodes.map(({ balance }) => balance.amount));
      cursor = `, after: "${pageInfo.endCursor}"`;
      if (nodes.length === 0) break;
    }
    expect(found).toEqual(balances);
  });
});

describe('a page that cannot be', () => {
  it.each([0, -1, 101, 2_000_000_000])('of %i entries is refused', async (first) => {
    expect(await codeOf(`customerId: "${CUSTOMER}", first: ${first}`)).toBe('INVALID_READ');
  });

  it.each(['', 'abc', Buffer.from('adminOrders/2026-01-01T00:00:00.000Z/order-1').toString('base64url')])(
    'after "%s" is refused',
    async (cursor) => {
      expect(await codeOf(`customerId: "${CUSTOMER}", after: "${cursor}"`)).toBe('INVALID_CURSOR');
    },
  );

  it('after an entry of the same list of somebody else is refused', async () => {
    const { data } = await shop().ask(`{ customerOrders(customerId: "${CUSTOMER}") { edges { cursor } } }`);
    const [edge] = (data as { customerOrders: { edges: { cursor: string }[] } }).customerOrders.edges;
    expect(await codeOf(`customerId: "somebody-else", after: "${edge?.cursor}"`)).toBe('INVALID_CURSOR');
  });

  it('at a token that is none, or of the future, is refused', async () => {
    const nonsense = `customerId: "${CUSTOMER}", consistency: { after: "x" }`;
    expect(await codeOf(nonsense)).toBe('INVALID_TOKEN');
    const token = await place('last-of-all');
    const future = futureOf(token);
    const behind = `customerId: "${CUSTOMER}", consistency: { after: "${future}" }`;
    expect(await codeOf(behind)).toBe('PROJECTION_BEHIND');
  });
});
