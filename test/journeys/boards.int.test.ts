// Boards of those who run the shop: all orders, the board of the shipping department, and what was sold. Each at the
// write that was just made, and each with what can't be asked.
import { afterAll, describe, expect, it } from 'vitest';
import { openEventStream } from '../support/event-stream.ts';
import { withShop } from '../support/shop.ts';
import { futureOf, signed } from '../support/signed-tokens.ts';

const shop = withShop();

const closing: (() => void)[] = [];
afterAll(() => closing.forEach((close) => close()));

async function send(command: string, input: Readonly<Record<string, unknown>>, at?: string): Promise<string> {
  const sent = { command, input, principal: 'tester', correlationId: 'boards' };
  const request = { ...sent, ...(at === undefined ? {} : { occurredAt: at }) };
  const outcome = await shop().api.services.commands.dispatch(request);
  if (!outcome.accepted) throw new Error(outcome.rejection.message);
  return signed(outcome.receipt.token);
}

async function place(orderId: string, country: string, at?: string): Promise<void> {
  const shippingAddress = { line1: 'x', city: 'y', postalCode: 'z', country };
  const items = [{ productId: 'product-1', quantity: 2 }];
  await send('createOrder', { orderId, customerId: 'customer-1', items, shippingAddress }, at);
}
const pay = (orderId: string, at?: string) => send('payOrder', { orderId, paymentReference: 'p' }, at);
const ship = (orderId: string) => send('shipOrder', { orderId, carrier: 'DHL', trackingNumber: 't' });

/** At a token, waiting for it. */
const at = (token: string) => `consistency: { after: "${token}", maxWaitMs: 5000 }`;

async function ask<Data>(source: string): Promise<Data> {
  const { data, errors } = await shop().ask(source);
  if (errors) throw new Error(JSON.stringify(errors));
  return data as Data;
}

async function codeOf(source: string): Promise<unknown> {
  const { data, errors } = await shop().ask(source);
  expect(Object.values(data ?? {})).toEqual([null]);
  return errors?.[0]?.extensions?.['code'];
}

interface Nodes {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

async function walk(list: string, args: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after = ''; ;) {
    const source = `{ page: ${list}(first: 2 ${args} ${after}) { nodes { id } pageInfo { endCursor hasNextPage } } }`;
    const { page } = await ask<{ page: Nodes }>(source);
    ids.push(...page.nodes.map(({ id }) => id));
    if (!page.pageInfo.hasNextPage) return ids;
    after = `after: "${page.pageInfo.endCursor}"`;
  }
}

describe('adminOrders', () => {
  it('shows the newest first, narrowed by status, by region and by both, at the write', async () => {
    expect(await walk('adminOrders', '')).toEqual([6, 5, 4, 3, 2, 1].map((n) => `demo-order-${n}`));
    expect(await walk('adminOrders', 'status: PAID')).toEqual(['demo-order-5', 'demo-order-3']);
    expect(await walk('adminOrders', 'region: NORTH_AMERICA')).toEqual(['demo-order-4', 'demo-order-2']);
    expect(await walk('adminOrders', 'region: EUROPE, status: DELIVERED')).toEqual(['demo-order-1']);
    await place('rio', 'BR');
    const token = await pay('rio');
    const source = (args: string) => `{ adminOrders(${args} ${at(token)}) {
      nodes { id version customerName status fraudScore region total { amount } } } }`;
    const rio = { id: 'rio', version: 2, customerName: 'Ada Lovelace', status: 'PAID', fraudScore: 0 };
    expect(await ask(source('status: PAID, region: SOUTH_AMERICA'))).toEqual({
      adminOrders: { nodes: [{ ...rio, region: 'SOUTH_AMERICA', total: { amount: '29.80' } }] },
    });
    expect(await ask(source('status: CREATED, region: SOUTH_AMERICA'))).toEqual({
      adminOrders: { nodes: [] },
    });
  });
});

describe('the board of shipping', () => {
  interface Board {
    readonly shippingDashboard: {
      readonly version: number;
      readonly counts: { readonly paid: number; readonly shipped: number };
      readonly waitingCount: number;
      readonly waiting: readonly { readonly id: string; readonly country: string | null }[];
    };
  }
  const boardAt = async (token: string) => {
    const source = `{ shippingDashboard(${at(token)}) {
      id version counts { paid shipped } waitingCount waiting { id country }
    } }`;
    return (await ask<Board>(source)).shippingDashboard;
  };

  it('shows who waits longest first, and who no longer waits', async () => {
    await place('early', 'FR');
    // Paid before everything else, so to speak.
    const paid = await boardAt(await pay('early', '2026-01-01T00:00:00.000Z'));
    expect(paid.waiting[0]).toEqual({ id: 'early', country: 'FR' });
    expect([paid.waitingCount, paid.counts.paid]).toEqual([paid.waiting.length, paid.waiting.length]);
    expect(await walk('waitingOrders', '')).toEqual(paid.waiting.map(({ id }) => id));
    const shipped = await boardAt(await ship('early'));
    expect(shipped.waiting).toEqual(paid.waiting.slice(1));
    expect(shipped.version).toBe(paid.version + 1);
    expect(shipped.counts).toEqual({ paid: paid.counts.paid - 1, shipped: paid.counts.shipped + 1 });
  });

  it('is told again with every change, and each time shows who waits then', async () => {
    await place('followed', 'JP');
    const before = await boardAt(await pay('followed'));
    const stream = await openEventStream(
      shop().url,
      `subscription { shippingDashboardUpdated(sinceVersion: ${before.version - 1}) {
        id version token document { waitingCount waiting { id } }
      } }`,
    );
    closing.push(() => stream.close());
    await stream.untilResults(1);
    await ship('followed');
    await stream.untilResults(2);
    const ids = before.waiting.map(({ id }) => ({ id }));
    expect(stream.results.slice(0, 2).map(({ data }) => data?.['shippingDashboardUpdated'])).toMatchObject([
      { id: 'shop', version: before.version, document: { waitingCount: ids.length, waiting: ids } },
      {
        version: before.version + 1,
        document: { waiting: ids.filter(({ id }) => id !== 'followed') },
      },
    ]);
  });

  it('asks as every read does', async () => {
    const { version } = await boardAt(await ship('rio'));
    expect(await ask(`{ shippingDashboard(minVersion: ${version}) { version } }`)).toEqual({
      shippingDashboard: { version },
    });
    expect(await codeOf(`{ shippingDashboard(minVersion: ${version + 9}) { id } }`)).toBe(
      'PROJECTION_BEHIND',
    );
    expect(await codeOf('{ shippingDashboard(consistency: { after: "x" }) { waiting { id } } }')).toBe(
      'INVALID_TOKEN',
    );
    expect(await codeOf('{ shippingDashboard(consistency: { maxWaitMs: 5001 }) { id } }')).toBe(
      'INVALID_READ',
    );
  });
});

describe('salesAnalytics', () => {
  const sales = (args: string, fields: string) => `{ salesAnalytics(${args}) { ${fields} } }`;

  it('tells what was sold, at the write, and takes back what is cancelled', async () => {
    await place('sold', 'AU', '2025-03-01T10:00:00.000Z');
    const paid = await pay('sold', '2025-03-01T10:01:00.000Z');
    const fields = `from to orders units revenue { amount currency } byProduct { productId units }
      byRegion { region orders } periods { period orders }`;
    const range = 'from: "2025-03-01", to: "2025-03-31T23:00:00Z"';
    const whole = { from: '2025-03-01', to: '2025-03-31', orders: 1, units: 2 };
    expect(await ask(sales(`${range}, ${at(paid)}`, fields))).toEqual({
      salesAnalytics: {
        ...whole,
        revenue: [{ amount: '29.80', currency: 'EUR' }],
        byProduct: [{ productId: 'product-1', units: 2 }],
        byRegion: [{ region: 'OCEANIA', orders: 1 }],
        periods: [{ period: '2025-03-01', orders: 1 }],
      },
    });
    const back = await send('cancelOrder', { orderId: 'sold', reason: 'x' }, '2025-03-09T00:00:00.000Z');
    expect(await ask(sales(`${range}, granularity: MONTH, ${at(back)}`, fields))).toMatchObject({
      salesAnalytics: {
        ...{ orders: 0, units: 0, revenue: [], byProduct: [], byRegion: [] },
        periods: [{ period: '2025-03', orders: 0 }],
      },
    });
    expect(await ask(sales(range, 'periods { period orders }'))).toEqual({
      salesAnalytics: {
        periods: [
          { period: '2025-03-01', orders: 1 },
          { period: '2025-03-09', orders: -1 },
        ],
      },
    });
  });

  it.each([
    'from: "2026-01-02", to: "2026-01-01"',
    'from: "2026-02-30", to: "2026-03-01"',
    'from: "", to: "2026-03-01"',
    'from: "2025-01-01", to: "2026-01-02"',
    'from: "2016-12-31", to: "2026-12-01", granularity: MONTH',
    'from: "2026-01-01", to: "2026-01-01", consistency: { maxWaitMs: -1 }',
  ])('refuses %s', async (args) => {
    expect(await codeOf(sales(args, 'orders'))).toBe('INVALID_READ');
  });

  it('is typed as behind at a token of the future, whatever the policy but STALE', async () => {
    const future = futureOf(await ship('demo-order-3'));
    const asked = (policy: string) =>
      sales(
        `from: "2020-01-01", to: "2020-01-01", consistency: { after: "${future}", ifBehind: ${policy} }`,
        'orders',
      );
    expect(await codeOf(asked('ERROR'))).toBe('PROJECTION_BEHIND');
    expect(await codeOf(asked('WRITE_MODEL'))).toBe('PROJECTION_BEHIND');
    expect(await ask(asked('STALE'))).toEqual({ salesAnalytics: { orders: 0 } });
  });
});

describe('a shop in which nothing has happened', () => {
  const empty = withShop({ demo: false });

  it('has a board of zeros', async () => {
    const { data } = await empty().ask(
      '{ shippingDashboard { version waitingCount counts { created paid } waiting { id } } }',
    );
    expect(data).toEqual({
      shippingDashboard: { version: 0, waitingCount: 0, counts: { created: 0, paid: 0 }, waiting: [] },
    });
  });
});
