// Live updates with both clients over both transports while everything between them and the events fails: at the end every page shows the
// final version, and none was ever taken back.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { transports } from '../support/client-transports.ts';
import { randomFrom, seedOfRun } from '../support/random.ts';
import { withRedisAt } from '../support/oracle/judge.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { shopClients, type Rendered } from '../support/shop-clients.ts';
import { clientOf, startShop, type Shop } from '../support/shop.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 120_000 });

const database = withDatabase();
const redis = withRedis();

/** Of each client, over each transport. */
const PAGES = 5;
const CHANGES = 60;

interface Page {
  readonly name: string;
  readonly renders: Rendered[];
  lost: number;
}

const wentBack = ({ renders }: Page): boolean =>
  renders.some(({ version }, index) => version < (renders[index - 1]?.version ?? 0));

it('every page ends at the final version, whatever was cut, killed or restarted meanwhile', async () => {
  const random = randomFrom(seedOfRun());
  const servers = { databaseUrl: database().url, redisUrl: redis().url };
  let shop: Shop = await startShop(servers);
  const { port } = new URL(shop.url);
  const proxy = await startTcpProxy({ port: Number(port) });
  await shop.startWorker();
  await shop.seed();
  await shop.untilReady();
  const direct = clientOf(shop.api.url);
  const orderId = 'everybody-watches';
  await direct.ask(
    `mutation { createOrder(input: { orderId: "${orderId}", customerId: "customer-1", items: [{ productId: "product-1", quantity: 1 }] }) {
      ... on CreateOrderPayload { order(maxWaitMs: 5000) { version } } } }`,
  );

  const pages: Page[] = [];
  const clients = shopClients.flatMap(([name, open]) =>
    Array.from({ length: PAGES * transports.length }, (_, index) => {
      const page: Page = { name, renders: [], lost: 0 };
      pages.push(page);
      const transport = transports[index % transports.length];
      const onConnection = (state: 'live' | 'lost') => (page.lost += state === 'lost' ? 1 : 0);
      return { page, client: open({ url: proxy.through(shop.url), transport, onConnection }) };
    }),
  );
  // Read and followed while it changes: whatever comes between the two belongs to the one or the other.
  const opening = clients.map(async ({ page, client }) => {
    await sleep(random.below(400));
    const reading = client.watchOrder(orderId, (shown) => page.renders.push(shown));
    client.followOrder(orderId);
    await reading;
  });

  const restart = async (): Promise<void> => {
    await shop.close();
    shop = await startShop({ ...servers, port: Number(port) });
    await shop.startWorker();
  };
  const faults = [
    async () => proxy.cut(),
    async () => proxy.reset(),
    async () =>
      void (await withRedisAt(servers.redisUrl, (client) => client.call('CLIENT', 'KILL', 'TYPE', 'pubsub'))),
    restart,
  ];
  let version = 1;
  for (let change = 1; change <= CHANGES; change += 1) {
    if (change === 6) await Promise.all(opening);
    if (change % 7 === 0) await faults[(change / 7) % faults.length]?.();
    const { data } = await direct.ask(
      `mutation { changeOrderItemQuantity(input: { orderId: "${orderId}", productId: "product-1", quantity: ${change + 1} }) {
        ... on ChangeOrderItemQuantityPayload { receipt { version } } } }`,
    );
    const answer = data as {
      readonly changeOrderItemQuantity: { readonly receipt: { readonly version: number } };
    };
    version = answer.changeOrderItemQuantity.receipt.version;
    await sleep(random.below(40));
  }
  expect(version).toBe(1 + CHANGES);
  const begun = performance.now();
  await until('the final version everywhere', () =>
    pages.every(({ renders }) => renders.at(-1)?.version === version),
  );
  const finalMs = Math.round(performance.now() - begun);
  const lost = pages.reduce((sum, page) => sum + page.lost, 0);
  process.stdout.write(
    `${pages.length} pages, ${CHANGES} changes, ${Math.floor(CHANGES / 7)} faults: ${lost} streams lost and resumed, ` +
      `all at version ${version} ${finalMs} ms after the last change; seed ${random.seed}\n`,
  );
  expect(pages.filter(wentBack)).toEqual([]);
  expect(pages.filter(({ lost }) => lost === 0)).toEqual([]);
  clients.forEach(({ client }) => client.close());
  await proxy.stop();
  await shop.close();
});
