// The access token of a client: a subscription whose token ends goes on with the next one, and a page is told of one that
// is refused instead of being left to take it for a lost network.
import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { Client as UrqlClient } from '@urql/core';
import { afterEach, describe, expect, it } from 'vitest';
import { consistencyLink } from '../../clients/apollo/index.ts';
import { consistencyExchange } from '../../clients/urql/index.ts';
import type { Authenticate } from '../../src/engine/graphql/caller.ts';
import { withApiServer } from '../support/api-server.ts';
import {
  apolloTransport,
  transports,
  urqlTransport,
  type TransportOptions,
} from '../support/client-transports.ts';
import { tokenAt, update } from '../support/memory-services.ts';
import { until } from '../support/until.ts';
import { trustedCaller } from '../support/callers.ts';

const startServer = withApiServer();
const query = gql('subscription { parcelUpdated(id: "p1") { version } }');

interface Seen {
  next(data: unknown): void;
  error(error: unknown): void;
}
type Follow = (options: TransportOptions, seen: Seen) => () => void;

const withApollo: Follow = (options, seen) => {
  const { link, close } = apolloTransport(options);
  const client = new ApolloClient({ link: consistencyLink().concat(link), cache: new InMemoryCache() });
  const following = client
    .subscribe({ query })
    .subscribe(({ data, error }) => (error ? seen.error(error) : seen.next(data)));
  return () => {
    following.unsubscribe();
    client.stop();
    close();
  };
};

const withUrql: Follow = (options, seen) => {
  const { options: sending, close } = urqlTransport(options);
  const client = new UrqlClient({ ...sending, exchanges: [consistencyExchange(), ...sending.exchanges] });
  const { unsubscribe } = client
    .subscription(query, {})
    .subscribe(({ data, error }) => (error ? seen.error(error) : seen.next(data)));
  return () => {
    unsubscribe();
    close();
  };
};

/** Short-lived tokens, and who takes them. */
function issuer(lifeMs: number) {
  const expiries = new Map<string, number>();
  let asked = 0;
  const authenticate: Authenticate = async ({ headers: { authorization = '' } }) => {
    asked += 1;
    const expiresAt = expiries.get(authorization) ?? 0;
    return Date.now() < expiresAt ? trustedCaller('ada', { expiresAt }) : undefined;
  };
  const issue = (): string => {
    const token = `Bearer t${expiries.size}`;
    expiries.set(token, Date.now() + lifeMs);
    return token;
  };
  return { authenticate, issue, asked: () => asked };
}

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

function follow(client: Follow, options: TransportOptions) {
  const seen: unknown[] = [];
  const errors: unknown[] = [];
  ends.push(client(options, { next: (data) => seen.push(data), error: (error) => errors.push(error) }));
  return { seen, errors };
}

describe.each(
  transports.flatMap((transport) => [
    { name: 'Apollo Client', client: withApollo, transport },
    { name: 'urql', client: withUrql, transport },
  ]),
)('$name over $transport', ({ client, transport }) => {
  it('goes on where it was, with the next token', async () => {
    const { authenticate, issue } = issuer(1_500);
    const server = await startServer({ authenticate });
    const options = { url: `${server.url}/graphql`, transport, authorization: issue };
    const { seen, errors } = follow(client, options);
    for (let round = 1; round <= 2; round += 1) {
      const { feeds, subscribed } = server.memory;
      await until('the subscription', () => subscribed.length === round && feeds.size === 1);
      for (const feed of feeds) feed.push(update({ version: round, token: tokenAt(round) }));
      await until('the update', () => seen.length === round);
    }
    expect(seen).toMatchObject([{ parcelUpdated: { version: 1 } }, { parcelUpdated: { version: 2 } }]);
    expect(server.memory.subscribed[1]?.documents).toMatchObject([{ id: 'p1', resumeAfter: tokenAt(1) }]);
    expect(errors).toEqual([]);
  });

  it('says that its token is refused, after a few attempts, and makes no more', async () => {
    const { authenticate, asked } = issuer(0);
    const server = await startServer({ authenticate });
    const { seen, errors } = follow(client, {
      url: `${server.url}/graphql`,
      transport,
      authorization: () => 'Bearer old',
    });
    await until('the error', () => errors.length > 0);
    // As the documentation says it of each.
    const { message, networkError } = errors[0] as Error & {
      readonly networkError?: { readonly code?: number };
    };
    expect(`${message} ${networkError?.code}`).toMatch(/is not valid|Unauthorized|4403/);
    await sleep(1_000);
    expect([asked(), seen]).toEqual([3, []]);
  });

  it('takes the token that a page has renewed meanwhile', async () => {
    const { authenticate, issue } = issuer(60_000);
    const server = await startServer({ authenticate });
    let attempts = 0;
    const authorization = () => ((attempts += 1) === 1 ? 'Bearer old' : issue());
    const { seen, errors } = follow(client, { url: `${server.url}/graphql`, transport, authorization });
    await until('the subscription', () => server.memory.feeds.size === 1);
    for (const feed of server.memory.feeds) feed.push(update({ version: 7 }));
    await until('the update', () => seen.length === 1);
    expect(errors).toEqual([]);
  });
});
