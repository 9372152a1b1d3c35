// The storefront on urql: Graphcache, its optimistic results, and our exchange before the one that sends.
import { useRef, type ReactNode } from 'react';
import {
  Client,
  fetchExchange,
  Provider,
  useQuery,
  type AnyVariables,
  type TypedDocumentNode,
  type UseQueryExecute,
  type UseQueryState,
} from 'urql';
import { graphcacheFacts } from '../../../../clients/generated/shop-urql.ts';
import { graphcacheExchange } from '../../../../clients/urql/graphcache-exchange.ts';
import { guardExchange } from '../../../../clients/urql/guard-exchange.ts';
import { consistencyExchange, createSession } from '../../../../clients/urql/index.ts';
import { watchfulFetch } from '../../../../clients/urql/watchful-fetch.ts';
import { mutationOf, outcomeOf } from '../commands.ts';
import { createConnection } from '../connection.ts';
import { documentsOf, updateOf } from '../documents.ts';
import { OrderQuery, OrdersQuery, ProductsQuery, UpdatesSubscription } from '../operations.ts';
import { CUSTOMER_ID, type Read, type ShopClient } from '../shop.ts';
import { optimisticCache } from './optimistic.ts';

const URL = '/graphql';
const ofCustomer = { customerId: CUSTOMER_ID };

export function openShop(): { readonly shop: ShopClient; readonly provide: (page: ReactNode) => ReactNode } {
  const session = createSession();
  const connection = createConnection();
  const optimistic = optimisticCache();
  const client = new Client({
    url: URL,
    preferGetMethod: false,
    fetchSubscriptions: true,
    fetch: watchfulFetch,
    exchanges: [
      guardExchange({ session }),
      graphcacheExchange(graphcacheFacts, optimistic.config),
      consistencyExchange({ session, onConnection: connection.told }),
      fetchExchange,
    ],
  });
  const ask = async <Data, Variables extends AnyVariables>(
    query: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<void> => {
    const { error } = await client.query(query, variables, { requestPolicy: 'network-only' }).toPromise();
    if (error) throw error;
  };
  const shop: ShopClient = {
    name: 'urql',
    useProducts: () => {
      const [{ data, ...state }, execute] = useQuery({ query: ProductsQuery, variables: {} });
      return readOf(data?.searchProducts?.nodes, state, execute);
    },
    useOrders: () => {
      const [{ data, ...state }, execute] = useQuery({ query: OrdersQuery, variables: ofCustomer });
      return readOf(useKept(data?.customerOrders?.nodes), state, execute);
    },
    useOrder: (id) => {
      const [{ data, ...state }, execute] = useQuery({ query: OrderQuery, variables: { id } });
      // urql shows the last answer until there is one for the new variables.
      const isItsOwn = state.operation?.variables?.['id'] === id;
      return readOf(isItsOwn ? data?.order : undefined, state, execute);
    },
    send: async (command) => {
      const { mutation, variables } = mutationOf(command);
      const done = optimistic.expect(command);
      const { data, error } = await client.mutation(mutation, variables).toPromise();
      done();
      return error ? { kind: 'failed', message: error.message } : outcomeOf(data?.outcome);
    },
    follow: (orderIds, onUpdate) => {
      const variables = { documents: documentsOf(orderIds) };
      const updates = client.subscription(UpdatesSubscription, variables).subscribe(({ data }) => {
        if (data) onUpdate(updateOf(data));
      });
      return () => updates.unsubscribe();
    },
    refreshOrders: () => ask(OrdersQuery, ofCustomer),
    refreshOrder: (id) => ask(OrderQuery, { id }),
    token: session.token,
    connection,
  };
  return { shop, provide: (page) => <Provider value={client}>{page}</Provider> };
}

function readOf<Data>(
  data: Data | undefined,
  { fetching, error }: Pick<UseQueryState, 'fetching' | 'error'>,
  execute: UseQueryExecute,
): Read<Data> {
  return {
    data,
    failure: fetching || data !== undefined ? undefined : error?.message,
    again: () => execute({ requestPolicy: 'network-only' }),
  };
}

/** The last there was: urql answers a query that failed to be asked again with nothing, to whoever shows it. */
function useKept<Value>(value: Value | undefined): Value | undefined {
  const kept = useRef(value);
  if (value !== undefined) kept.current = value;
  return kept.current;
}
