// Reads of one's own writes, in every way a client may ask: never older than asked for, never a null that is not true.
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { times } from '../support/measure.ts';
import { selectAll } from '../support/select-all.ts';
import { withShop, type Answer, type AnswerError, type Shop } from '../support/shop.ts';

const WRITES = 150;
const FEWER = 64;
const CLIENTS = 32;
/** All of them, but for a machine so busy that a read takes seconds and is answered with a typed error. */
const ALMOST_ALL = 0.9;

/** `away`: on a starved machine Redis may seem to be; that is an answer too, and not a false one. */
type Found = 'there' | 'behind' | 'away';

const CREATE = `mutation ($orderId: ID!) {
  createOrder(input: { orderId: $orderId, customerId: "customer-1", items: [{ productId: "product-1", quantity: 2 }] }) {
    ... on CreateOrderPayload { receipt { version token } }
    ... on CommandError { code message }
  }
}`;
const PAY = `mutation ($orderId: ID!) {
  payOrder(input: { orderId: $orderId, paymentReference: "p" }) {
    ... on PayOrderPayload { receipt { version token } }
    ... on CommandError { code message }
  }
}`;

interface Receipt {
  readonly version: number;
  readonly token: string;
}

async function write(shop: Shop, source: string, orderId: string): Promise<Receipt> {
  const { data } = await shop.ask(source, { variables: { orderId } });
  const [result] = Object.values(data ?? {}) as { readonly receipt?: Receipt }[];
  if (!result?.receipt) throw new Error(`Not written: ${JSON.stringify(data)}`);
  return result.receipt;
}

/** Every client writes and reads, again and again, until there are enough. */
async function fromAllClients(writes: number, what: string, one: (orderId: string) => Promise<Found>) {
  const outcomes = { there: 0, behind: 0, away: 0 };
  const durations: number[] = [];
  let begun = 0;
  const started = performance.now();
  const client = async (): Promise<void> => {
    while (begun < writes) {
      begun += 1;
      const from = performance.now();
      outcomes[await one(`o-${randomUUID()}`)] += 1;
      durations.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const seconds = (performance.now() - started) / 1000;
  times(
    `${what}: ${outcomes.there} there, ${outcomes.behind} behind, ${outcomes.away} away, ${Math.round(writes / seconds)}/s`,
    durations,
  );
  return outcomes;
}

const isAway = ({ errors = [] }: Answer): boolean =>
  errors.some(({ extensions }) => extensions?.['code'] === 'READ_MODEL_UNAVAILABLE');

/** What a read says that was asked for this version: the document, or in all detail that it is behind. */
function judge(answer: Answer, orderId: string, version: number): Found {
  const { data, errors } = answer;
  if (isAway(answer)) return 'away';
  const order = data?.['order'] as { readonly id: string; readonly version: number } | null;
  if (order) {
    expect([order.id, order.version >= version]).toEqual([orderId, true]);
    return 'there';
  }
  expect(errors?.map(behindOnly)).toEqual([
    { code: 'PROJECTION_BEHIND', readModel: 'ORDER', id: orderId, path: ['order'] },
  ]);
  return 'behind';
}

/** Fails unless there is everything that comes with PROJECTION_BEHIND, and nothing else. */
function behindOnly({ extensions = {}, path }: AnswerError) {
  const { requiredVersion, currentVersion, retryAfterMs, ...rest } = extensions;
  expect([null, 1, 2]).toContain(requiredVersion);
  expect([0, 1]).toContain(currentVersion);
  expect(retryAfterMs).toBeGreaterThan(0);
  expect(retryAfterMs).toBeLessThanOrEqual(5000);
  return { ...rest, path };
}

describe(`orders written and read by ${CLIENTS} clients at once`, () => {
  const shop = withShop();

  it('are there at the version asked for, when the read may wait', async () => {
    const READ = `query ($id: ID!, $minVersion: Int!) {
      order(id: $id, minVersion: $minVersion, consistency: { maxWaitMs: 5000 }) { id version }
    }`;
    const { there } = await fromAllClients(WRITES, 'minVersion, waiting', async (id) => {
      const { version } = await write(shop(), CREATE, id);
      return judge(await shop().ask(READ, { variables: { id, minVersion: version } }), id, version);
    });
    expect(there).toBeGreaterThan(WRITES * ALMOST_ALL);
  });

  it('are there or typed as behind, when the read may not wait', async () => {
    const READ = `query ($id: ID!, $minVersion: Int!) {
      order(id: $id, minVersion: $minVersion, consistency: { maxWaitMs: 0 }) { id version }
    }`;
    await fromAllClients(WRITES, 'minVersion, not waiting', async (id) => {
      const { version } = await write(shop(), CREATE, id);
      return judge(await shop().ask(READ, { variables: { id, minVersion: version } }), id, version);
    });
  });

  it('are there at the version after a change, when the read may wait', async () => {
    const READ = `query ($id: ID!, $minVersion: Int!) {
      order(id: $id, minVersion: $minVersion, consistency: { maxWaitMs: 5000 }) { id version }
    }`;
    const { there } = await fromAllClients(FEWER, 'minVersion after a change, waiting', async (id) => {
      await write(shop(), CREATE, id);
      const { version } = await write(shop(), PAY, id);
      return judge(await shop().ask(READ, { variables: { id, minVersion: version } }), id, version);
    });
    expect(there).toBeGreaterThan(FEWER * ALMOST_ALL);
  });

  it('are there or typed as behind at the token of the write', async () => {
    const READ = `query ($id: ID!, $after: ConsistencyToken!) {
      order(id: $id, consistency: { after: $after }) { id version }
    }`;
    await fromAllClients(FEWER, 'consistency.after, not waiting', async (id) => {
      const { version, token } = await write(shop(), CREATE, id);
      return judge(await shop().ask(READ, { variables: { id, after: token } }), id, version);
    });
  });

  it('are there for who sends the token of the last response back, and nothing else', async () => {
    const READ = `query ($id: ID!) { order(id: $id) { id version } }`;
    const { there } = await fromAllClients(FEWER, 'header', async (id) => {
      const written = await shop().post(CREATE, { variables: { orderId: id } });
      const token = written.headers.get('consistency-token') ?? '';
      await written.text();
      const read = await shop().post(READ, { variables: { id }, headers: { 'consistency-token': token } });
      expect(read.headers.get('consistency-token')).toBeTruthy();
      return judge((await read.json()) as Answer, id, 1);
    });
    expect(there).toBeGreaterThan(FEWER * ALMOST_ALL);
  });

  it('come with the answer to the write: the entity, and everything else below `query`', async () => {
    const CREATE_AND_SEE = `mutation ($orderId: ID!) {
      createOrder(input: { orderId: $orderId, customerId: "customer-2", items: [{ productId: "product-2", quantity: 1 }] }) {
        ... on CreateOrderPayload {
          order { id version status customer { name } }
          query { order(id: $orderId) { id version } orderSummary(id: $orderId) { version customerName } customer(id: "customer-2") { orderCount } }
        }
      }
    }`;
    let written = 0;
    const { there } = await fromAllClients(FEWER, 'payload', async (orderId) => {
      const answer = await shop().ask(CREATE_AND_SEE, { variables: { orderId } });
      written += 1;
      if (isAway(answer)) return 'away';
      const { data, errors } = answer;
      expect(errors).toBeUndefined();
      expect(data?.['createOrder']).toEqual({
        order: { id: orderId, version: 1, status: 'CREATED', customer: { name: 'Grace Hopper' } },
        query: {
          order: { id: orderId, version: 1 },
          orderSummary: { version: 1, customerName: 'Grace Hopper' },
          customer: { orderCount: expect.any(Number) },
        },
      });
      return 'there';
    });
    expect(there).toBeGreaterThan(FEWER * ALMOST_ALL);
    const customer = { orderCount: written + 2 };
    await eventually('all orders to be counted', async () => {
      const { data } = await shop().ask('{ customer(id: "customer-2") { orderCount } }');
      return isDeepStrictEqual(data, { customer }) ? true : undefined;
    });
  });
});

describe('while no worker runs', () => {
  const shop = withShop({ worker: false });
  const DOCUMENTS = {
    order: 'demo-order-3',
    orderSummary: 'demo-order-3',
    customer: 'customer-3',
    product: 'product-4',
    account: 'demo-account-2',
    loyaltyProfile: 'customer-3',
  };
  const BY: Readonly<Record<string, string>> = { loyaltyProfile: 'customerId' };
  const SELECTED = {
    order: selectAll('Order'),
    orderSummary: selectAll('OrderSummary'),
    customer: selectAll('Customer'),
    product: selectAll('Product'),
    account: selectAll('Account'),
    // Without the rank, which a fold can't know.
    loyaltyProfile: '{ id version customerId customerName score }',
  };
  const readModels = Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[];

  async function readAll(consistency: string): Promise<Answer> {
    const fields = readModels.map(
      (name) =>
        `${name}(${BY[name] ?? 'id'}: "${DOCUMENTS[name]}", consistency: ${consistency}) ${SELECTED[name]}`,
    );
    return shop().ask(`{ ${fields.join(' ')} }`);
  }
  const extensionsOf = ({ errors = [] }: Answer) => errors.map(({ extensions }) => extensions);

  it('reads say that they are being rebuilt, and the API is not ready', async () => {
    const { data, errors } = await readAll('{ maxWaitMs: 20 }');
    expect(data).toEqual(Object.fromEntries(readModels.map((name) => [name, null])));
    expect(errors?.map(({ extensions }) => extensions)).toEqual(
      expect.arrayContaining([
        { code: 'REBUILDING', readModel: 'ORDER', id: 'demo-order-3', retryAfterMs: 1000 },
        { code: 'REBUILDING', readModel: 'ORDER_SUMMARY', id: 'demo-order-3', retryAfterMs: 1000 },
        { code: 'REBUILDING', readModel: 'CUSTOMER', id: 'customer-3', retryAfterMs: 1000 },
        { code: 'REBUILDING', readModel: 'PRODUCT', id: 'product-4', retryAfterMs: 1000 },
        { code: 'REBUILDING', readModel: 'ACCOUNT', id: 'demo-account-2', retryAfterMs: 1000 },
        { code: 'REBUILDING', readModel: 'LOYALTY_PROFILE', id: 'customer-3', retryAfterMs: 1000 },
      ]),
    );
    expect((await fetch(`${shop().api.url}/ready`)).status).toBe(503);
  });

  it('the fold of the write model is what the read model will be, to the last field', async () => {
    const folded = await readAll('{ ifBehind: WRITE_MODEL }');
    expect(folded.errors).toBeUndefined();
    expect(folded.data).toMatchObject({ order: { version: 3, status: 'PAID' }, customer: { orderCount: 2 } });
    const nothing = await shop().ask('{ order(id: "none", consistency: { ifBehind: WRITE_MODEL }) { id } }');
    expect(nothing).toEqual({ data: { order: null } });
    await shop().startWorker();
    await shop().untilReady();
    expect(await readAll('{}')).toEqual(folded);
    await shop().stopWorker();
  });

  it('a write answers with its entity, and reads at it are typed as behind, stale or folded', async () => {
    const { data } = await shop().ask(`mutation {
      shipOrder(input: { orderId: "demo-order-3", carrier: "DHL", trackingNumber: "1" }) { __typename }
      changeCustomerName(input: { customerId: "customer-3", name: "Alan M. Turing" }) {
        ... on ChangeCustomerNamePayload {
          receipt { token }
          customer(maxWaitMs: 50) { version name orderCount }
          query { order(id: "demo-order-3") { version status customer { name } } }
        }
      }
      describeProduct(input: { productId: "product-4", name: "Tent for two" }) {
        ... on DescribeProductPayload { product { version name } }
      }
    }`);
    expect(data).toMatchObject({
      shipOrder: {},
      changeCustomerName: {
        customer: { version: 2, name: 'Alan M. Turing', orderCount: 2 },
        query: { order: { version: 4, status: 'SHIPPED', customer: { name: 'Alan M. Turing' } } },
      },
      describeProduct: { product: { version: 2, name: 'Tent for two' } },
    });
    const { token } = (data as { changeCustomerName: { receipt: { token: string } } }).changeCustomerName
      .receipt;

    const behind = await readAll(`{ after: "${token}" }`);
    const fault = { code: 'PROJECTION_BEHIND', requiredVersion: null, retryAfterMs: expect.any(Number) };
    expect(extensionsOf(behind)).toEqual(
      expect.arrayContaining([
        { ...fault, currentVersion: 3, readModel: 'ORDER', id: 'demo-order-3' },
        { ...fault, currentVersion: 3, readModel: 'ORDER_SUMMARY', id: 'demo-order-3' },
        { ...fault, currentVersion: 1, readModel: 'CUSTOMER', id: 'customer-3' },
        { ...fault, currentVersion: 1, readModel: 'PRODUCT', id: 'product-4' },
        { ...fault, currentVersion: 1, readModel: 'LOYALTY_PROFILE', id: 'customer-3' },
      ]),
    );
    const versioned = await shop().ask('{ order(id: "demo-order-3", minVersion: 4) { id } }');
    expect(extensionsOf(versioned)).toEqual([
      { ...fault, requiredVersion: 4, currentVersion: 3, readModel: 'ORDER', id: 'demo-order-3' },
    ]);
    const stale = await readAll(`{ after: "${token}", ifBehind: STALE }`);
    expect(stale).toMatchObject({ data: { order: { version: 3, customer: { name: 'Alan Turing' } } } });

    const folded = await readAll(`{ after: "${token}", ifBehind: WRITE_MODEL }`);
    await shop().startWorker();
    const caughtUp = await readAll(`{ after: "${token}", maxWaitMs: 5000 }`);
    expect(caughtUp).toMatchObject({
      data: {
        order: { version: 4 },
        orderSummary: { customerName: 'Alan M. Turing' },
        account: { version: 4, status: 'CLOSED' },
        loyaltyProfile: { version: 1, score: 120, customerName: 'Alan M. Turing' },
        customer: { version: 2 },
      },
    });
    expect(folded).toEqual(caughtUp);
  });
});
