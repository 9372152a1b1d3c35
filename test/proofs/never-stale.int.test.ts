// Many optimistic mutations in a row with either client, however slow the projector, among reads, live updates and what
// others do to the same orders: what a component renders never goes back.
import { afterEach, describe, expect, it } from 'vitest';
import { clientOf, withShop } from '../support/shop.ts';
import { changeOften, fallsIn } from '../support/change-often.ts';
import { shopClients, type Rendered, type ShopClient } from '../support/shop-clients.ts';
import { figures, sized } from '../support/proof.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { until } from '../support/until.ts';

const shop = withShop();
const opened: ShopClient[] = [];
afterEach(() => {
  shop().projectorDelay.ms = 0;
  opened.splice(0).forEach((client) => client.close());
});

const ORDERS = sized(8, 20);
const CHANGES = sized(6, 25);

let made = 0;
async function newOrder(): Promise<string> {
  made += 1;
  const id = `never-stale-${made}`;
  const { data } = await shop().ask(
    `mutation { createOrder(input: { orderId: "${id}", customerId: "customer-1", items: [{ productId: "product-1", quantity: 1 }] }) {
      __typename ... on CreateOrderPayload { order(maxWaitMs: 5000) { version } } } }`,
  );
  expect(data).toMatchObject({ createOrder: { __typename: 'CreateOrderPayload' } });
  return id;
}

let moved = 0;
/** Somebody else, who knows nothing of the page and its tokens. */
async function changeAddress(orderId: string): Promise<void> {
  moved += 1;
  const line1 = `Via ${moved}`;
  const address = `{ line1: "${line1}", city: "Turin", postalCode: "10100", country: "IT" }`;
  const { data } = await clientOf(shop().api.url).ask(
    `mutation { changeOrderShippingAddress(input: { orderId: "${orderId}", address: ${address} }) { __typename ... on CommandError { message } } }`,
  );
  expect(data).toEqual({ changeOrderShippingAddress: { __typename: 'ChangeOrderShippingAddressPayload' } });
}

describe.each(shopClients)('%s', (name, open) => {
  it.each(sized([0, 50], [0, 50, 500]))(
    'never goes back with the projector slowed by %i ms',
    async (delayMs) => {
      const random = randomFrom(seedOfRun());
      const client = open({ url: shop().url });
      opened.push(client);
      shop().projectorDelay.ms = delayMs;
      const orders = Array.from({ length: ORDERS }, () => random.fork());
      const begun = performance.now();
      const rendered = await Promise.all(
        orders.map(async (own) => {
          const order = { id: await newOrder(), touch: changeAddress };
          return changeOften(client, order, { random: own, changes: CHANGES });
        }),
      );
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      const renders = rendered.flat().length;
      const falls = rendered.flatMap(fallsIn);
      figures(`${name}, projector slowed by ${delayMs} ms`, {
        'optimistic mutations': ORDERS * CHANGES,
        seconds,
        renders,
        'went back': falls.length,
        seed: random.seed,
      });
      expect(falls).toEqual([]);
      // Each change was shown at once, before its answer came.
      expect(renders).toBeGreaterThan(ORDERS * CHANGES);
    },
  );

  it('would go back without its link', async () => {
    const client = open({ url: shop().url, withLink: false });
    opened.push(client);
    const orderId = await newOrder();
    const renders: Rendered[] = [];
    await client.watchOrder(orderId, (shown) => renders.push(shown));
    shop().projectorDelay.ms = 2000;
    let version = 1;
    let read = { version };
    // A turn that had begun before may still be quick.
    while (read.version === version && version < 12) {
      version += 1;
      await client.changeQuantity({ orderId, version, quantity: version });
      // As any component may that is opened now.
      read = await client.readOrder(orderId);
    }
    await until('the old state', () => fallsIn(renders).length > 0);
  });
});
