// The leaderboard as clients see it: the highest first, ties, one's own rank, at what was asked for, also over a rebuild.
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, it } from 'vitest';
import { loyaltyProfileProjection } from '../../src/domain/loyalty/projections/loyalty-profile.ts';
import { readStore } from '../support/oracle/read-store.ts';
import { faultsOfDocuments } from '../support/oracle/read-documents.ts';
import { selectAll } from '../support/select-all.ts';
import { withShop, type Sent } from '../support/shop.ts';
import { futureOf, signed } from '../support/signed-tokens.ts';

const shop = withShop();

interface Entry {
  readonly rank: number;
  readonly customerId: string;
  readonly customerName: string | null;
  readonly score: number;
}
interface Profile extends Omit<Entry, 'rank'> {
  readonly id: string;
  readonly version: number;
  readonly rank: number | null;
}

const argsOf = (args: string): string => (args === '' ? '' : `(${args})`);

async function leaderboard(args = '', sent?: Sent): Promise<readonly Entry[]> {
  const source = `{ loyaltyLeaderboard${argsOf(args)} ${selectAll('LeaderboardEntry')} }`;
  const { data, errors } = await shop().ask(source, sent);
  if (errors) throw new Error(JSON.stringify(errors));
  return (data as { loyaltyLeaderboard: readonly Entry[] }).loyaltyLeaderboard;
}

async function profile(customerId: string, rest = '', sent?: Sent): Promise<Profile | null> {
  const source = `{ loyaltyProfile(customerId: "${customerId}" ${rest}) ${selectAll('LoyaltyProfile')} }`;
  const { data, errors } = await shop().ask(source, sent);
  if (errors) throw new Error(JSON.stringify(errors));
  return (data as { loyaltyProfile: Profile | null }).loyaltyProfile;
}

async function codeOf(args: string): Promise<unknown> {
  const { data, errors } = await shop().ask(`{ loyaltyLeaderboard(${args}) { rank } }`);
  expect(data).toEqual({ loyaltyLeaderboard: null });
  return errors?.[0]?.extensions?.['code'];
}

async function send(command: string, input: Readonly<Record<string, unknown>>): Promise<string> {
  const request = { command, input, principal: 'tester', correlationId: 'rankings' };
  const outcome = await shop().api.services.commands.dispatch(request);
  if (!outcome.accepted) throw new Error(outcome.rejection.message);
  return signed(outcome.receipt.token);
}

const award = (customerId: string, points: number): Promise<string> =>
  send('awardLoyaltyPoints', { customerId, points, reason: 'test' });
const at = (token: string): string => `consistency: { after: "${token}", maxWaitMs: 5000 }`;
const placed = (entries: readonly Entry[]) =>
  entries.map(({ rank, customerId, score }) => [rank, customerId, score]);

const CROWD = 120;
const member = (n: number): string => `member-${String(n).padStart(3, '0')}`;

describe('the leaderboard of the demo shop', () => {
  it('has the highest score first, each with its customer', async () => {
    expect(await leaderboard()).toEqual([
      { rank: 1, customerId: 'customer-2', customerName: 'Grace Hopper', score: 349 },
      { rank: 2, customerId: 'customer-1', customerName: 'Ada Lovelace', score: 150 },
      { rank: 3, customerId: 'customer-3', customerName: 'Alan Turing', score: 120 },
    ]);
    expect(await profile('customer-1')).toEqual({
      ...{ id: 'customer-1', version: 2, customerId: 'customer-1' },
      ...{ customerName: 'Ada Lovelace', score: 150, rank: 2 },
    });
    expect(await profile('nobody')).toBeNull();
  });

  it('follows every award at the token of its write: ties share a rank, and the next one stands behind them', async () => {
    let token = await award('customer-3', 30);
    expect(placed(await leaderboard(at(token)))).toEqual([
      [1, 'customer-2', 349],
      [2, 'customer-1', 150],
      [2, 'customer-3', 150],
    ]);
    expect((await profile('customer-3', at(token)))?.rank).toBe(2);
    token = await award('customer-3', 199);
    expect(placed(await leaderboard(at(token)))).toEqual([
      [1, 'customer-2', 349],
      [1, 'customer-3', 349],
      [3, 'customer-1', 150],
    ]);
    expect((await profile('customer-1', at(token)))?.rank).toBe(3);
    expect(placed(await leaderboard(`first: 1, ${at(token)}`))).toEqual([[1, 'customer-2', 349]]);
    token = await award('customer-1', 1_000_000);
    const headers = { 'consistency-token': token };
    expect((await leaderboard('', { headers }))[0]).toMatchObject({ customerId: 'customer-1', rank: 1 });
    const own = await profile('customer-1', 'minVersion: 3, consistency: { maxWaitMs: 5000 }');
    expect(own).toMatchObject({ version: 3, score: 1_000_150, rank: 1 });
    expect((await profile('customer-2', at(token)))?.rank).toBe(2);
  });

  it('calls customers as they are called now', async () => {
    const token = await send('changeCustomerName', { customerId: 'customer-2', name: 'Amazing Grace' });
    const [, second] = await leaderboard(at(token));
    expect(second).toMatchObject({ rank: 2, customerName: 'Amazing Grace' });
  });
});

describe('an award', () => {
  it('answers with the profile and its rank, as the read model has it', async () => {
    const { data } = await shop().ask(`mutation {
      awardLoyaltyPoints(input: { customerId: "customer-2", points: 1, reason: "more" }) {
        ... on AwardLoyaltyPointsPayload {
          receipt { version }
          loyaltyProfile(maxWaitMs: 5000) { version score rank }
          query { loyaltyLeaderboard(first: 2, consistency: { maxWaitMs: 5000 }) { customerId rank score } }
        }
      }
    }`);
    expect(data).toMatchObject({
      awardLoyaltyPoints: {
        receipt: { version: 2 },
        loyaltyProfile: { version: 2, score: 350, rank: 2 },
        query: {
          loyaltyLeaderboard: [
            { rank: 1, customerId: 'customer-1' },
            { rank: 2, customerId: 'customer-2', score: 350 },
          ],
        },
      },
    });
  });

  it('has no rank while it is folded from the write model', async () => {
    await shop().stopWorker();
    const { data } = await shop().ask(`mutation {
      awardLoyaltyPoints(input: { customerId: "customer-2", points: 1, reason: "more" }) {
        ... on AwardLoyaltyPointsPayload {
          loyaltyProfile(maxWaitMs: 20) { version score rank }
          query { loyaltyLeaderboard { rank } }
        }
      }
    }`);
    expect(data).toEqual({
      awardLoyaltyPoints: {
        loyaltyProfile: { version: 3, score: 351, rank: null },
        query: { loyaltyLeaderboard: null },
      },
    });
    expect((await leaderboard('first: 2'))[1]).toMatchObject({ customerId: 'customer-2', score: 350 });
    await shop().startWorker();
    const own = await profile('customer-2', 'minVersion: 3, consistency: { maxWaitMs: 5000 }');
    expect(own).toMatchObject({ score: 351, rank: 2 });
  });
});

describe('a leaderboard of many', () => {
  let token = '';
  beforeAll(async () => {
    const crowd = Array.from({ length: CROWD }, async (_, n) => {
      const customerId = member(n);
      await send('registerCustomer', { customerId, name: `Member ${n}`, email: `${customerId}@example.com` });
      // Groups of seven equals, a million apart from the customers of the demo shop.
      for (let left = 3 + Math.floor(n / 7); left > 0; left -= 1) token = await award(customerId, 1_000_000);
    });
    await Promise.all(crowd);
    await shop().untilReady(await award('customer-3', 1));
  });

  it('gives every entry the rank that its profile has', async () => {
    const entries = await leaderboard('first: 100');
    expect(entries).toHaveLength(100);
    const expected = Array.from({ length: CROWD }, (_, n) => ({
      id: member(n),
      score: (3 + Math.floor(n / 7)) * 1_000_000,
    }))
      .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .map(({ id, score }, _, all) => [1 + all.filter((other) => other.score > score).length, id, score]);
    expect(placed(entries)).toEqual(expected.slice(0, 100));
    for (const [rank, id] of [expected[0], expected[1], expected[50], expected[119]].map(
      (each) => each ?? [],
    )) {
      expect((await profile(String(id)))?.rank).toBe(rank);
    }
    expect(placed(await leaderboard(`first: 5, ${at(token)}`))).toEqual(expected.slice(0, 5));
  });

  it('is the same after the read model was lost and filled again, to the last score', async () => {
    const before = [await leaderboard('first: 100'), await profile(member(40))];
    const redis = new Redis(shop().redisUrl);
    await redis.flushall();
    await shop().untilReady();
    expect([await leaderboard('first: 100'), await profile(member(40))]).toEqual(before);
    const store = await readStore(shop().databaseUrl);
    expect(await faultsOfDocuments(redis, loyaltyProfileProjection, store)).toEqual([]);
    redis.disconnect();
  });

  it('shows subscribers of a profile its rank when it was read', async () => {
    const updates = await shop().api.services.subscriptions.subscribe({
      documents: [{ readModel: 'loyaltyProfile', id: 'customer-1', sinceVersion: 0 }],
      withDocuments: true,
    });
    const { value } = (await updates.next()) as { value: { document: { ranks: unknown } } };
    expect(value.document.ranks).toEqual({ loyaltyLeaderboard: CROWD + 1 });
    await updates.return?.();
  });
});

describe('a top that cannot be', () => {
  it.each([0, -1, 101, 2_000_000_000])('of %i entries is refused', async (first) => {
    expect(await codeOf(`first: ${first}`)).toBe('INVALID_READ');
  });

  it('at a token that is none, or of the future, is refused', async () => {
    expect(await codeOf('consistency: { after: "x" }')).toBe('INVALID_TOKEN');
    const future = futureOf(await award('customer-1', 1));
    expect(await codeOf(`consistency: { after: "${future}" }`)).toBe('PROJECTION_BEHIND');
    expect(await codeOf(`consistency: { after: "${future}", ifBehind: WRITE_MODEL }`)).toBe(
      'PROJECTION_BEHIND',
    );
    expect(await leaderboard(`first: 1, consistency: { after: "${future}", ifBehind: STALE }`)).toHaveLength(
      1,
    );
  });
});
