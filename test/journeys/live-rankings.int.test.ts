// The leaderboard as it changes: what its subscribers are told over Server-Sent Events, and what they are not.
import { afterAll, describe, expect, it } from 'vitest';
import { openEventStream, type EventStream } from '../support/event-stream.ts';
import { withShop } from '../support/shop.ts';
import { signed, signedToken } from '../support/signed-tokens.ts';

const shop = withShop();

const streams: EventStream[] = [];
afterAll(() => streams.forEach((stream) => stream.close()));

interface Update {
  readonly token: string;
  readonly projectedAt: string;
  readonly coalesced: number;
  readonly entries: readonly { readonly rank: number; readonly customerId: string; readonly score: number }[];
}

async function send(command: string, input: Readonly<Record<string, unknown>>): Promise<string> {
  const request = { command, input, principal: 'tester', correlationId: 'live-rankings' };
  const outcome = await shop().api.services.commands.dispatch(request);
  if (!outcome.accepted) throw new Error(outcome.rejection.message);
  return signed(outcome.receipt.token);
}
const award = (customerId: string, points: number) =>
  send('awardLoyaltyPoints', { customerId, points, reason: 'test' });

const operation = (args: string) =>
  `subscription { loyaltyLeaderboardUpdated${args === '' ? '' : `(${args})`} {
    token projectedAt coalesced entries { rank customerId customerName score } } }`;

async function follow(args = '') {
  const stream = await openEventStream(shop().url, operation(args));
  streams.push(stream);
  const updates = () =>
    stream.results.map(({ data, errors }): Update => {
      if (errors) throw new Error(JSON.stringify(errors));
      return (data as { loyaltyLeaderboardUpdated: Update }).loyaltyLeaderboardUpdated;
    });
  return { updates, untilResults: stream.untilResults, untilEnd: stream.untilEnd, end: stream.end };
}
const placed = (update: Update | undefined) =>
  update?.entries.map(({ rank, customerId, score }) => [rank, customerId, score]);
const positionOf = (token: string) => Number(Buffer.from(token, 'base64url').toString().split('@')[1]);

async function leaderboardAt(token: string, first: number): Promise<unknown> {
  const { data } = await shop().ask(
    `{ loyaltyLeaderboard(first: ${first}, consistency: { after: "${token}", maxWaitMs: 5000 }) {
      rank customerId customerName score } }`,
  );
  return data?.['loyaltyLeaderboard'];
}

describe('the leaderboard', () => {
  it('is told with every change of what it shows, and only then', async () => {
    const [all, two] = [await follow(), await follow('first: 2')];
    const third = await award('customer-3', 1);
    await all.untilResults(1);
    expect(placed(all.updates()[0])).toEqual([
      [1, 'customer-2', 349],
      [2, 'customer-1', 150],
      [3, 'customer-3', 121],
    ]);
    expect(all.updates()[0]).toMatchObject({ coalesced: 0 });
    expect(positionOf(all.updates()[0]?.token ?? '')).toBeGreaterThanOrEqual(positionOf(third));
    const renamed = await send('changeCustomerName', { customerId: 'customer-2', name: 'Amazing Grace' });
    await Promise.all([all.untilResults(2), two.untilResults(1)]);
    // The third place is none of its business.
    expect(two.updates()).toHaveLength(1);
    expect(two.updates()[0]?.entries).toEqual(await leaderboardAt(renamed, 2));
    expect(two.updates()[0]?.entries[0]).toMatchObject({ customerName: 'Amazing Grace' });
    await award('customer-3', 29);
    await Promise.all([all.untilResults(3), two.untilResults(1)]);
    expect(placed(all.updates()[2])?.slice(1)).toEqual([
      [2, 'customer-1', 150],
      [2, 'customer-3', 150],
    ]);
  });

  it('begins with what is newer than the token of who comes back, and ends at the newest', async () => {
    const stream = await follow('first: 3');
    const before = await award('customer-1', 1);
    await stream.untilResults(1);
    const [seen] = stream.updates();
    for (let points = 1; points <= 20; points += 1) await award('customer-3', points);
    const last = await award('customer-1', 1000);
    const back = await follow(`first: 3, since: "${seen?.token}"`);
    await back.untilResults(1);
    const expected = await leaderboardAt(last, 3);
    const isLast = (update: Update | undefined) => positionOf(update?.token ?? '') >= positionOf(last);
    for (const each of [stream, back]) {
      for (let count = 1; !isLast(each.updates().at(-1)); count += 1) await each.untilResults(count);
      expect(each.updates().at(-1)?.entries).toEqual(expected);
      const positions = each.updates().map(({ token }) => positionOf(token));
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
      const texts = each.updates().map(({ entries }) => JSON.stringify(entries));
      expect(texts.every((text, index) => text !== texts[index - 1])).toBe(true);
    }
    expect(positionOf(before)).toBeLessThanOrEqual(positionOf(seen?.token ?? ''));
  });

  it('goes on over the loss of the read model, without a word of what has not changed', async () => {
    const stream = await follow();
    const redis = new (await import('ioredis')).Redis(shop().redisUrl);
    await redis.flushall();
    redis.disconnect();
    await shop().untilReady();
    const token = await award('customer-2', 5);
    await stream.untilResults(1);
    expect(stream.updates()[0]?.entries).toEqual(await leaderboardAt(token, 10));
  });
});

describe('a subscription to it', () => {
  it.each([
    ['first: 0', 'INVALID_SUBSCRIPTION'],
    ['first: -1', 'INVALID_SUBSCRIPTION'],
    ['first: 101', 'INVALID_SUBSCRIPTION'],
    ['since: "x"', 'INVALID_TOKEN'],
    [
      `since: "${signedToken({ incarnation: crypto.randomUUID(), position: '1' })}"`,
      'TOKEN_OF_ANOTHER_STORE',
    ],
  ])('with %s is refused', async (args, code) => {
    const response = await shop().post(operation(args), { headers: { accept: 'text/event-stream' } });
    expect(await response.text()).toContain(`"code":"${code}"`);
  });

  it('ends with the server, without the word that it is complete', async () => {
    const stream = await follow();
    await shop().api.close(1000);
    await stream.untilEnd();
    expect(stream.end()).toBe('cut');
  });
});
