import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineDocument, defineProjection } from '#engine';
import { inMemory, type MemoryRuntime } from '#engine/testing';
import { modules } from '../../../../src/app/modules.ts';
import { demoShop } from '../../../../src/app/demo-shop.ts';
import { accountStatementProjection } from '../../../../src/domain/accounts/projections/account-statement.ts';
import { accountProjection } from '../../../../src/domain/accounts/projections/account.ts';
import { AccountEvents } from '../../../../src/domain/accounts/events.ts';
import { accountDecider } from '../../../../src/domain/accounts/decider.ts';

const customerId = 'customer-1';
const accountId = 'account-1';
const euros = (amount: string) => ({ amount, currency: 'EUR' });
const deposit = (amount: string) => ({ accountId, amount: euros(amount) });

let shop: MemoryRuntime;
beforeEach(async () => {
  shop = await inMemory({ modules });
  await shop.send('registerCustomer', { customerId, name: 'Ada', email: 'ada@example.com' });
  await shop.send('openAccount', { accountId, customerId, currency: 'EUR' });
});
afterEach(() => shop.close());

const balance = async () => (await shop.read(accountProjection, accountId))?.balance.minor;
const tokenOf = async (sent: ReturnType<MemoryRuntime['send']>) => {
  const outcome = await sent;
  return outcome.accepted ? outcome.receipt.token : '';
};

describe('a runtime in memory', () => {
  it('folds what was sent before the outcome is there', async () => {
    expect(await shop.send('depositMoney', deposit('12.50'))).toMatchObject({
      accepted: true,
      receipt: { streamId: accountId, version: 2, replayed: false },
    });
    expect(await shop.read(accountProjection, accountId)).toEqual({
      id: accountId,
      version: 2,
      position: '4',
      customerId,
      currency: 'EUR',
      balance: { minor: 1250, currency: 'EUR' },
      status: 'OPEN',
      openedAt: '2026-01-01T00:01:00.000Z',
      closedAt: null,
    });
    expect(await shop.read(accountProjection, 'account-2')).toBe(null);
  });

  it('answers refusals, bad input and repeated commands as the real one does', async () => {
    expect(await shop.send('withdrawMoney', deposit('1.00'))).toMatchObject({
      accepted: false,
      rejection: { name: 'InsufficientFunds' },
    });
    expect(await shop.send('withdrawMoney', deposit('none'))).toMatchObject({
      accepted: false,
      rejection: { name: 'ValidationFailed', data: { issues: [{ path: 'amount.amount' }] } },
    });
    const commandId = '018f0000-0000-7000-8000-000000000001';
    await shop.send('depositMoney', { ...deposit('1.00'), commandId });
    expect(await shop.send('depositMoney', { ...deposit('1.00'), commandId })).toMatchObject({
      receipt: { replayed: true },
    });
    expect(await balance()).toBe(100);
    expect(shop.events().map(({ type }) => type)).toEqual([
      'CustomerRegistered',
      'EmailReserved',
      'AccountOpened',
      'MoneyDeposited',
    ]);
    await expect(shop.send('robBank', {})).rejects.toMatchObject({ code: 'UNKNOWN_COMMAND' });
  });

  it('decides commands that are sent at once one after the other', async () => {
    await Promise.all(Array.from({ length: 50 }, () => shop.send('depositMoney', deposit('1.00'))));
    expect(await balance()).toBe(5000);
    expect(shop.events().map(({ position }) => Number(position))).toEqual(
      Array.from({ length: 53 }, (_, index) => index + 1),
    );
  });

  it('pages through lists', async () => {
    for (const amount of ['1.00', '2.00', '3.00']) await shop.send('depositMoney', deposit(amount));
    const listed = { list: 'accountStatement', values: { accountId } };
    const first = await shop.page(accountStatementProjection, listed, { first: 2 });
    expect(first.documents.map(({ balance: { minor } }) => minor)).toEqual([600, 300]);
    const cursor = first.next ?? '';
    const second = await shop.page(accountStatementProjection, listed, { cursor });
    expect(second.documents.map(({ amount: { minor } }) => minor)).toEqual([100]);
    expect(second.next).toBe(undefined);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['is missing', {}],
    ['has the name of its argument', { id: accountId }],
    ['is one too many', { accountId, kind: 'DEPOSIT' }],
  ])('pages through no list where a value %s', async (_what, values) => {
    await expect(shop.page(accountStatementProjection, { list: 'accountStatement', values })).rejects.toThrow(
      expect.objectContaining({
        code: 'INVALID_READ',
        message: `accountStatement takes values of accountId, not of ${Object.keys(values).join(', ') || 'nothing'}.`,
      }),
    );
  });

  it('tells those who follow a document, once for each change', async () => {
    const updates = await shop.follow(accountProjection, accountId, 0);
    expect((await updates.next()).value).toMatchObject({ version: 1, document: { status: 'OPEN' } });
    await shop.send('depositMoney', deposit('1.00'));
    expect((await updates.next()).value).toMatchObject({ version: 2, eventTypes: ['MoneyDeposited'] });
    await shop.close();
    expect(await updates.next()).toEqual({ done: true, value: undefined });
  });
});

describe('while it is paused', () => {
  it('reads what was there, and says what is behind', async () => {
    shop.pause();
    const after = await tokenOf(shop.send('depositMoney', deposit('2.00')));
    await shop.settle();
    expect(await balance()).toBe(0);
    await expect(shop.read(accountProjection, accountId, { minVersion: 2 })).rejects.toMatchObject({
      code: 'PROJECTION_BEHIND',
    });
    const folded = await shop.read(accountProjection, accountId, { after, ifBehind: 'WRITE_MODEL' });
    expect(folded).toMatchObject({ version: 2, balance: { minor: 200 } });
    await shop.catchUp();
    expect(await shop.read(accountProjection, accountId, { after })).toMatchObject({ version: 2 });
  });

  it('lets those wait who ask for it, until it catches up', async () => {
    shop.pause();
    const after = await tokenOf(shop.send('depositMoney', deposit('2.00')));
    const waiting = shop.read(accountProjection, accountId, { after, maxWaitMs: 5000 });
    await shop.catchUp();
    expect(await waiting).toMatchObject({ version: 2, balance: { minor: 200 } });
  });
});

describe('GraphQL in memory', () => {
  const DEPOSIT = `mutation ($amount: Decimal!) {
    depositMoney(input: { accountId: "account-1", amount: { amount: $amount, currency: "EUR" } }) {
      ... on DepositMoneyPayload { receipt { version token } account { version balance { amount } } }
      ... on CommandError { code }
    }
  }`;

  it('runs mutations and queries on the real schema', async () => {
    const { data } = await shop.execute(DEPOSIT, { variables: { amount: '7.50' } });
    expect(data).toMatchObject({
      depositMoney: { receipt: { version: 2 }, account: { version: 2, balance: { amount: '7.50' } } },
    });
    const list = `{ accountStatement(id: "account-1") { nodes { kind amount { amount } } } }`;
    expect(await shop.execute(list)).toEqual({
      data: { accountStatement: { nodes: [{ kind: 'DEPOSIT', amount: { amount: '7.50' } }] } },
    });
  });

  it('answers a token as the header does: with the write model while the read model is behind', async () => {
    shop.pause();
    const token = await tokenOf(shop.send('depositMoney', deposit('2.00')));
    const query = '{ account(id: "account-1") { version } }';
    expect(await shop.execute(query)).toEqual({ data: { account: { version: 1 } } });
    expect(await shop.execute(query, { token })).toEqual({ data: { account: { version: 2 } } });
  });

  it('streams subscriptions', async () => {
    const updates = await shop.subscribe('subscription { accountUpdated(id: "account-1") { version } }');
    const first = updates.next();
    await shop.execute(DEPOSIT, { variables: { amount: '1.00' } });
    expect(await first).toEqual({ done: false, value: { data: { accountUpdated: { version: 2 } } } });
    await updates.return?.();
  });

  it('says what is wrong with an operation, and hides no bug', async () => {
    const orders = Array.from(
      { length: 51 },
      (_, n) => `a${n}: accountStatement(id: "a", first: 100) { nodes { id } }`,
    );
    const coded = {
      'mutation {': 'GRAPHQL_PARSE_FAILED',
      '{ nothing }': 'GRAPHQL_VALIDATION_FAILED',
      'query One { account(id: "a") { id } } query Two { account(id: "a") { id } }':
        'OPERATION_RESOLUTION_FAILURE',
      'query ($id: ID!) { account(id: $id) { id } }': 'BAD_USER_INPUT',
      [`{ ${orders.join(' ')} }`]: 'TOO_MANY_DOCUMENTS',
      [`{ ${'a { '.repeat(65)}`]: 'DOCUMENT_TOO_LARGE',
    };
    for (const [source, code] of Object.entries(coded)) {
      const { errors } = await shop.execute(source);
      expect(errors).toMatchObject([{ extensions: { code } }]);
    }
    await expect(shop.subscribe('subscription { accountUpdated(id: "") { version } }')).rejects.toThrow();
    const oops = new Error('oops');
    const buggy = {
      ...accountDecider,
      decide: () => {
        throw oops;
      },
    };
    const broken = await inMemory({
      modules: modules.map((module) => ({
        ...module,
        deciders: module.deciders.map((decider) => (decider.category === 'account' ? buggy : decider)),
      })) as never,
    });
    const open = `mutation { openAccount(input: { customerId: "c", currency: "EUR" }) { __typename } }`;
    await expect(broken.execute(open)).rejects.toMatchObject({ code: 'COMMAND_FAILED', cause: oops });
  });
});

describe('a fold that is wrong', () => {
  /** The account's module with another read model. */
  const withProjection = (projection: ReturnType<typeof counting>) =>
    modules.map((module) =>
      module.name === 'accounts' ? { ...module, projections: [projection] as never } : module,
    );
  const counting = (fold: (count: number) => number) =>
    defineProjection('account', {
      document: defineDocument('Account', accountProjection.document.fields),
      from: [AccountEvents],
      create: {
        AccountOpened: ({ data, occurredAt }) => ({
          customerId: data.customerId,
          currency: data.currency,
          balance: { minor: fold(0), currency: data.currency },
          status: 'OPEN' as const,
          openedAt: occurredAt,
          closedAt: null,
        }),
      },
      update: {},
      ignore: ['MoneyDeposited', 'MoneyWithdrawn', 'AccountClosed'],
    });

  const opened = async (fold: (count: number) => number) => {
    const wrong = await inMemory({ modules: withProjection(counting(fold)) });
    await wrong.send('registerCustomer', { customerId, name: 'Ada', email: 'ada@example.com' });
    return { wrong, sent: wrong.send('openAccount', { accountId, customerId, currency: 'EUR' }) };
  };

  it('fails what waits for it, with what it threw', async () => {
    const { sent } = await opened(() => {
      throw new Error('no such number');
    });
    await expect(sent).rejects.toMatchObject({ code: 'FOLD_FAILED', message: /no such number/ });
  });

  it('is found by rebuilding, if it does not always make the same', async () => {
    let count = 0;
    const { wrong, sent } = await opened(() => (count += 1));
    await sent;
    await expect(wrong.checkRebuild()).rejects.toThrow('account: a rebuild made other documents.');
  });
});

it('rebuilds the whole demo shop to the same bytes, in whatever batches', async () => {
  const demo = await inMemory({ modules });
  for (const { command, input, ...as } of demoShop) await demo.send(command, input, as);
  expect(demo.events().length).toBeGreaterThanOrEqual(demoShop.length);
  await demo.checkRebuild();
});

describe('a ranking in memory', () => {
  it('tells its subscribers of every top', async () => {
    const tops = await shop.subscribe(
      'subscription { loyaltyLeaderboardUpdated(first: 1) { coalesced entries { rank customerName score } } }',
    );
    const next = tops.next();
    await shop.send('awardLoyaltyPoints', { customerId, points: 7, reason: 'x' });
    expect(await next).toEqual({
      done: false,
      value: {
        data: {
          loyaltyLeaderboardUpdated: { coalesced: 0, entries: [{ rank: 1, customerName: 'Ada', score: 7 }] },
        },
      },
    });
    await tops.return?.();
    await expect(
      shop.subscribe('subscription { loyaltyLeaderboardUpdated(first: 101) { token } }'),
    ).rejects.toMatchObject({ extensions: { code: 'INVALID_SUBSCRIPTION' } });
  });
});
