// Databases that are copied, swapped and restored under a running shop, and what `npm run cli -- restored` makes of it.
import { Client as Postgres } from 'pg';
import { Redis } from 'ioredis';
import { afterEach, expect, test, vi } from 'vitest';
import { createFromTemplate, databaseUrl } from '../../src/dev/local/database.ts';
import { restored } from '../../src/engine/operations/restored.ts';
import { contentOf } from '../support/signed-tokens.ts';
import { freshDatabase, ownRedis, type TestDatabase } from '../support/servers.ts';
import { startShop, untilReady, type Shop } from '../support/shop.ts';
import { nameStore } from '../support/store-keys.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const soon = { timeout: 30_000, interval: 100 };

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function database(): Promise<TestDatabase> {
  const made = await freshDatabase();
  cleanups.push(() => made.drop());
  return made;
}

async function redis(): Promise<string> {
  const server = await ownRedis();
  cleanups.push(() => server.stop());
  return server.url;
}

async function shopOn(url: string, redisUrl: string, worker = true): Promise<Shop> {
  const shop = await startShop({ databaseUrl: url, redisUrl });
  cleanups.push(() => shop.close());
  if (worker) await shop.startWorker();
  return shop;
}

const settingsOf = (url: string, redisUrl: string) => ({
  databaseUrl: url,
  readModelRedisUrl: redisUrl,
  storeName: undefined,
});

async function admin(url: string, statements: readonly string[]): Promise<void> {
  const client = new Postgres({ connectionString: databaseUrl(url, 'postgres') });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1);
const endSessions = (name: string): string =>
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`;

/** As a dump of this moment that lies somewhere. */
async function copyOf(url: string): Promise<string> {
  const name = `${nameOf(url)}_copy`;
  await admin(url, [`ALTER DATABASE "${nameOf(url)}" ALLOW_CONNECTIONS false`, endSessions(nameOf(url))]);
  await createFromTemplate(databaseUrl(url, 'postgres'), nameOf(url), name);
  await admin(url, [`ALTER DATABASE "${nameOf(url)}" ALLOW_CONNECTIONS true`]);
  cleanups.push(() => admin(url, [`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`]));
  return databaseUrl(url, name);
}

/** The copy takes the place of the original, which is gone, while processes are connected. */
async function restoreInPlace(url: string, copy: string): Promise<void> {
  const [name, from] = [nameOf(url), nameOf(copy)];
  await admin(url, [
    `ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`,
    endSessions(name),
    `DROP DATABASE "${name}"`,
    `ALTER DATABASE "${from}" RENAME TO "${name}"`,
  ]);
}

const OPEN = `mutation ($id: ID!) { openAccount(input: { accountId: $id, customerId: "customer-1", currency: "EUR" }) {
  ... on OpenAccountPayload { receipt { token } } ... on CommandError { code } } }`;
const DEPOSIT = `mutation ($id: ID!, $amount: Decimal!) { depositMoney(input: { accountId: $id, amount: { amount: $amount, currency: "EUR" } }) {
  ... on DepositMoneyPayload { receipt { token version } } ... on CommandError { code } } }`;
const BALANCE = `query ($id: ID!, $token: ConsistencyToken) { account(id: $id, consistency: { after: $token, maxWaitMs: 5000 }) {
  version balance { amount } } }`;

const tokenOf = (answer: unknown): string => /"token":"([^"]+)"/.exec(JSON.stringify(answer))?.[1] ?? '';
const deposit = async (shop: Shop, id: string, amount: string) =>
  tokenOf(await shop.ask(DEPOSIT, { variables: { id, amount } }));
const balance = (shop: Shop, id: string, token?: string) => shop.ask(BALANCE, { variables: { id, token } });

test('two stores on one Redis never see each other', async () => {
  const [one, two] = [await database(), await database()];
  await nameStore(two.url, 'two');
  const redisUrl = await redis();
  const shops = await Promise.all([shopOn(one.url, redisUrl), shopOn(two.url, redisUrl)]);
  for (const [index, shop] of shops.entries()) {
    await shop.seed();
    await shop.ask(OPEN, { variables: { id: 'same' } });
    const token = await deposit(shop, 'same', `${index + 1}.00`);
    await expect
      .poll(() => balance(shop, 'same', token), soon)
      .toMatchObject({
        data: { account: { version: 2, balance: { amount: `${index + 1}.00` } } },
      });
  }
  // Neither of them was filled anew because of the other.
  expect(shops.flatMap(({ logged }) => logged)).toEqual([]);
  const client = new Redis(redisUrl);
  cleanups.push(async () => client.disconnect());
  const names = (await client.keys('*')).map((key) => /\{(?:slip-bell:)?([a-z]+)[:}]/.exec(key)?.[1]);
  expect(new Set(names)).toEqual(new Set(['test', 'two']));
});

test('a copy beside its original is refused, until it has a name of its own', async () => {
  const { url } = await database();
  const redisUrl = await redis();
  const copy = await copyOf(url);
  const original = await shopOn(url, redisUrl);
  await original.seed();
  await original.untilReady();

  await expect(startShop({ databaseUrl: copy, redisUrl })).rejects.toMatchObject({
    code: 'STORE_OF_ANOTHER_DATABASE',
    message: expect.stringMatching(/belong to the database .*npm run cli -- restored/) as string,
  });
  await expect(restored({ settings: settingsOf(copy, redisUrl), instead: true })).rejects.toMatchObject({
    code: 'STORE_OF_ANOTHER_DATABASE',
  });
  const done = await restored({ settings: settingsOf(copy, redisUrl) });
  expect(done).toMatchObject({
    outcome: 'renewed',
    formerly: 'test',
    store: expect.not.stringMatching(/^test$/) as string,
  });
  expect(await restored({ settings: settingsOf(copy, redisUrl) })).toMatchObject({
    outcome: 'unchanged',
    store: done.store,
  });

  const beside = await shopOn(copy, redisUrl);
  await untilReady(beside.url.replace('/graphql', ''));
  expect(await balance(beside, 'demo-account-1')).toMatchObject({ data: { account: null } });
  expect(original.logged).toEqual([]);
  expect(await original.ask('{ customer(id: "customer-1") { id } }')).toMatchObject({
    data: { customer: { id: 'customer-1' } },
  });
});

test('after a restore in place, tokens and subscribers of the lost future are told, and what is restored is shown', async () => {
  const { url } = await database();
  const redisUrl = await redis();
  const shop = await shopOn(url, redisUrl);
  await shop.seed();
  await shop.ask(OPEN, { variables: { id: 'xa' } });
  await balance(shop, 'xa', await deposit(shop, 'xa', '10.00'));
  const copy = await copyOf(url);
  await expect.poll(() => balance(shop, 'xa'), soon).toMatchObject({ data: { account: { version: 2 } } });

  const lost = await expect
    .poll(() => deposit(shop, 'xa', '500000.00'), soon)
    .not.toBe('')
    .then(() => deposit(shop, 'xa', '1.00'));
  expect(await balance(shop, 'xa', lost)).toMatchObject({
    data: { account: { balance: { amount: '500011.00' } } },
  });
  const updates = await shop.api.services.subscriptions.subscribe({
    documents: [{ readModel: 'account', id: 'xa' }],
    withDocuments: true,
  });
  const next = updates.next();
  next.catch(() => {});

  await restoreInPlace(url, copy);
  const done = await restored({ settings: settingsOf(url, redisUrl) });
  expect(done).toMatchObject({ outcome: 'renewed', store: 'test', formerly: undefined });
  expect(done.incarnation).not.toBe(contentOf(lost)?.incarnation);

  await expect(next).rejects.toMatchObject({ code: 'TOKEN_OF_ANOTHER_STORE' });
  await expect
    .poll(() => balance(shop, 'xa', lost), soon)
    .toMatchObject({ errors: [{ extensions: { code: 'TOKEN_OF_ANOTHER_STORE' } }] });
  const withdrawn = await shop.ask(
    `mutation { withdrawMoney(input: { accountId: "xa", amount: { amount: "500000.00", currency: "EUR" } }) {
      ... on CommandError { code } } }`,
  );
  expect(withdrawn).toMatchObject({ data: { withdrawMoney: { code: 'INSUFFICIENT_FUNDS' } } });
  await expect
    .poll(() => balance(shop, 'xa'), soon)
    .toMatchObject({ data: { account: { version: 2, balance: { amount: '10.00' } } } });
  const token = await deposit(shop, 'xa', '1.00');
  expect(contentOf(token)?.incarnation).toBe(done.incarnation);
  expect(await balance(shop, 'xa', token)).toMatchObject({
    data: { account: { balance: { amount: '11.00' } } },
  });
  expect(await restored({ settings: settingsOf(url, redisUrl) })).toMatchObject({ outcome: 'unchanged' });
});
