// Apollo Client and urql as a page would use them, behind one face: what a component renders of an order is recorded.
import { ApolloClient, CombinedGraphQLErrors, gql } from '@apollo/client';
import { Client as UrqlClient } from '@urql/core';
import { createCache } from '../../clients/apollo/create-cache.ts';
import { consistencyLink } from '../../clients/apollo/index.ts';
import { apolloFacts } from '../../clients/generated/shop-apollo.ts';
import { graphcacheFacts } from '../../clients/generated/shop-urql.ts';
import { graphcacheExchange } from '../../clients/urql/graphcache-exchange.ts';
import { guardExchange } from '../../clients/urql/guard-exchange.ts';
import { consistencyExchange, createSession } from '../../clients/urql/index.ts';
import { apolloTransport, urqlTransport, type TransportOptions } from './client-transports.ts';

export interface Rendered {
  readonly version: number;
  readonly quantity: number;
}

export interface OrderChange extends Rendered {
  readonly orderId: string;
}

export interface ShopClient {
  /** What a component shows that has the order from the cache, each time it changes. */
  watchOrder(id: string, render: (shown: Rendered) => void): Promise<void>;
  /** Live updates, into the cache. */
  followOrder(id: string, onUpdate?: (shown: Rendered) => void): void;
  /** Past the cache, into it. */
  readOrder(id: string): Promise<Rendered>;
  /**
   * With an optimistic answer: the one given. `undefined` if it was done, but its payload could not be had in time, as on a
   * machine that has too much to do: then the optimistic answer is taken back.
   */
  changeQuantity(change: OrderChange): Promise<Rendered | undefined>;
  close(): void;
}

export interface ClientOptions extends TransportOptions {
  /** Without: the client as it comes. */
  readonly withLink?: boolean;
  readonly onConnection?: (state: 'live' | 'lost') => void;
}

interface OrderData {
  readonly __typename?: 'Order';
  readonly id: string;
  readonly version: number;
  readonly items: readonly { readonly __typename?: 'OrderItem'; readonly quantity: number }[];
}

// Without `__typename`, as a page asks.
const ORDER = `{ id version items { quantity } }`;
const QUERY = gql(`query Order($id: ID!) { order(id: $id) ${ORDER} }`);
const FOLLOW = gql(`subscription Follow($id: ID!) { orderUpdated(id: $id) { document ${ORDER} } }`);
const CHANGE = gql(`mutation Change($input: ChangeOrderItemQuantityInput!) {
  changeOrderItemQuantity(input: $input) {
    ... on ChangeOrderItemQuantityPayload { order ${ORDER} }
    ... on CommandError { code message }
  }
}`);

interface QueryData {
  readonly order: OrderData | null;
}
interface FollowData {
  readonly orderUpdated: { readonly document: OrderData | null };
}
interface ChangeData {
  readonly changeOrderItemQuantity: {
    readonly order?: OrderData | null;
    readonly message?: string;
  } | null;
}

const rendered = ({ version, items }: OrderData): Rendered => ({
  version,
  quantity: items[0]?.quantity ?? 0,
});

const inputOf = ({ orderId, quantity }: OrderChange) => ({ orderId, productId: 'product-1', quantity });

const optimisticOf = ({ orderId, version, quantity }: OrderChange) => ({
  __typename: 'ChangeOrderItemQuantityPayload',
  order: {
    __typename: 'Order' as const,
    id: orderId,
    version,
    items: [{ __typename: 'OrderItem' as const, quantity }],
  },
});

interface Fault {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

function orderOf(data: ChangeData | null | undefined, errors: readonly Fault[] = []) {
  if (errors.some(({ extensions }) => extensions?.['code'] === 'PROJECTION_BEHIND')) return undefined;
  const { order, message } = data?.changeOrderItemQuantity ?? {};
  if (!order) throw new Error(message ?? JSON.stringify({ data, errors }));
  return rendered(order);
}

export function apolloShop({ withLink = true, onConnection, ...options }: ClientOptions): ShopClient {
  const { link, close } = apolloTransport(options);
  const client = new ApolloClient({
    link: withLink ? consistencyLink({ onConnection }).concat(link) : link,
    cache: createCache(apolloFacts),
  });
  const ends: (() => void)[] = [];
  return {
    watchOrder: (id, render) =>
      new Promise((resolve) => {
        const watched = client.watchQuery<QueryData>({ query: QUERY, variables: { id } });
        const watching = watched.subscribe(({ data, dataState }) => {
          if (dataState !== 'complete' || !data?.order) return;
          render(rendered(data.order));
          // What changes within the very call that renders the first result, Apollo does not render.
          setTimeout(resolve);
        });
        ends.push(() => watching.unsubscribe());
      }),
    followOrder: (id, onUpdate) => {
      const following = client
        .subscribe<FollowData>({ query: FOLLOW, variables: { id } })
        .subscribe(
          ({ data }) => data?.orderUpdated.document && onUpdate?.(rendered(data.orderUpdated.document)),
        );
      ends.push(() => following.unsubscribe());
    },
    readOrder: async (id) => {
      const { data } = await client.query<QueryData>({
        query: QUERY,
        variables: { id },
        fetchPolicy: 'network-only',
      });
      if (!data?.order) throw new Error('There is no such order.');
      return rendered(data.order);
    },
    changeQuantity: async (change) => {
      const { data, error } = await client.mutate<ChangeData>({
        mutation: CHANGE,
        variables: { input: inputOf(change) },
        optimisticResponse: { changeOrderItemQuantity: optimisticOf(change) },
        errorPolicy: 'all',
      });
      if (error && !CombinedGraphQLErrors.is(error)) throw new Error('No answer.', { cause: error });
      return orderOf(data, error?.errors);
    },
    close: () => {
      ends.splice(0).forEach((end) => end());
      client.stop();
      close();
    },
  };
}

export function urqlShop({ withLink = true, onConnection, ...options }: ClientOptions): ShopClient {
  // What the next mutation is expected to answer: graphcache asks for it by the mutation's arguments.
  const expected = new Map<string, OrderChange>();
  const cache = graphcacheExchange(graphcacheFacts, {
    optimistic: {
      changeOrderItemQuantity: ({ input }) => {
        const change = expected.get((input as { readonly orderId: string }).orderId);
        return change ? optimisticOf(change) : null;
      },
    },
  });
  const { options: sending, close } = urqlTransport(options);
  const session = createSession();
  const above = withLink ? [guardExchange({ session })] : [];
  const below = withLink ? [consistencyExchange({ session, onConnection })] : [];
  const client = new UrqlClient({
    ...sending,
    exchanges: [...above, cache, ...below, ...sending.exchanges],
  });
  const ends: (() => void)[] = [];
  return {
    watchOrder: (id, render) =>
      new Promise((resolve) => {
        const { unsubscribe } = client.query<QueryData>(QUERY, { id }).subscribe(({ data }) => {
          if (!data?.order) return;
          render(rendered(data.order));
          resolve();
        });
        ends.push(unsubscribe);
      }),
    followOrder: (id, onUpdate) => {
      const { unsubscribe } = client.subscription<FollowData>(FOLLOW, { id }).subscribe(({ data }) => {
        if (data?.orderUpdated.document) onUpdate?.(rendered(data.orderUpdated.document));
      });
      ends.push(unsubscribe);
    },
    readOrder: async (id) => {
      const { data, error } = await client.query<QueryData>(QUERY, { id }, { requestPolicy: 'network-only' });
      if (!data?.order) throw error ?? new Error('There is no such order.');
      return rendered(data.order);
    },
    changeQuantity: async (change) => {
      expected.set(change.orderId, change);
      const { data, error } = await client.mutation<ChangeData>(CHANGE, { input: inputOf(change) });
      if (error?.networkError) throw error;
      return orderOf(data, error?.graphQLErrors);
    },
    close: () => {
      ends.splice(0).forEach((end) => end());
      close();
    },
  };
}

export const shopClients = [
  ['Apollo Client', apolloShop],
  ['urql', urqlShop],
] as const;
