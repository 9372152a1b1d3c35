// A subscription that is refused is refused once, with its code: nothing tries again what another attempt would meet again.
import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloClient, CombinedGraphQLErrors, gql, InMemoryCache } from '@apollo/client';
import { Client as UrqlClient } from '@urql/core';
import { expect, it } from 'vitest';
import { consistencyLink } from '../../clients/apollo/index.ts';
import { consistencyExchange } from '../../clients/urql/index.ts';
import {
  apolloTransport,
  transports,
  urqlTransport,
  type TransportOptions,
} from '../support/client-transports.ts';
import { withShop } from '../support/shop.ts';
import { until } from '../support/until.ts';

const shop = withShop({ worker: false, demo: false });

const REFUSED = [
  ['INVALID_SUBSCRIPTION', gql('subscription { loyaltyLeaderboardUpdated(first: 0) { token } }')],
  ['INVALID_TOKEN', gql('subscription { loyaltyLeaderboardUpdated(since: "nonsense") { token } }')],
] as const;

type Document = (typeof REFUSED)[number][1];
/** Ends it when what it answers is called. */
type Follow = (options: TransportOptions, query: Document, refused: (code: unknown) => void) => () => void;

const withApollo: Follow = (options, query, refused) => {
  const { link, close } = apolloTransport(options);
  const client = new ApolloClient({ link: consistencyLink().concat(link), cache: new InMemoryCache() });
  const following = client.subscribe({ query }).subscribe(({ error }) => {
    refused(CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.['code'] : error);
  });
  return () => {
    following.unsubscribe();
    client.stop();
    close();
  };
};

const withUrql: Follow = (options, query, refused) => {
  const { options: sending, close } = urqlTransport(options);
  const client = new UrqlClient({ ...sending, exchanges: [consistencyExchange(), ...sending.exchanges] });
  const { unsubscribe } = client.subscription(query, {}).subscribe(({ error, hasNext }) => {
    // urql says it when it comes, and again when the subscription is over.
    if (!hasNext) refused(error?.graphQLErrors[0]?.extensions['code'] ?? error);
  });
  return () => {
    unsubscribe();
    close();
  };
};

it.each(
  transports.flatMap((transport) =>
    REFUSED.flatMap(([code, query]) => [
      { name: 'Apollo Client', follow: withApollo, transport, code, query },
      { name: 'urql', follow: withUrql, transport, code, query },
    ]),
  ),
)('$name over $transport: $code', async ({ follow, transport, code, query }) => {
  const codes: unknown[] = [];
  const end = follow({ url: shop().url, transport }, query, (refused) => codes.push(refused));
  await until('the refusal', () => codes.length > 0);
  await sleep(400);
  expect(codes).toEqual([code]);
  end();
});
