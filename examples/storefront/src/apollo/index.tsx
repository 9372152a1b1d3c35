// The storefront on Apollo Client: its cache, its optimistic results, and our link before the one that sends.
import {
  ApolloClient,
  ApolloLink,
  HttpLink,
  type ApolloCache,
  type OperationVariables,
  type TypedDocumentNode,
} from '@apollo/client';
import { ApolloProvider, useQuery } from '@apollo/client/react';
import { OperationTypeNode } from 'graphql';
import type { ReactNode } from 'react';
import { createCache } from '../../../../clients/apollo/create-cache.ts';
import { eventStreamLink } from '../../../../clients/apollo/event-stream-link.ts';
import { consistencyLink, createSession } from '../../../../clients/apollo/index.ts';
import { apolloFacts } from '../../../../clients/generated/shop-apollo.ts';
import { expectedResult, mutationOf, outcomeOf } from '../commands.ts';
import { createConnection } from '../connection.ts';
import { documentsOf, rowOf, updateOf, withRow } from '../documents.ts';
import {
  OrderQuery,
  OrdersQuery,
  ProductsQuery,
  RowFragment,
  UpdatesSubscription,
  type CommandData,
} from '../operations.ts';
import { CUSTOMER_ID, type OrderDetail, type Read, type ShopClient } from '../shop.ts';

const URL = '/graphql';
const ofCustomer = { customerId: CUSTOMER_ID };

export function openShop(): { readonly shop: ShopClient; readonly provide: (page: ReactNode) => ReactNode } {
  const session = createSession();
  const connection = createConnection();
  const client = new ApolloClient({
    cache: createCache(apolloFacts),
    link: ApolloLink.from([
      consistencyLink({ session, onConnection: connection.told }),
      ApolloLink.split(
        ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
        eventStreamLink({ url: URL }),
        new HttpLink({ uri: URL }),
      ),
    ]),
  });
  const ask = async <Data, Variables extends OperationVariables>(
    query: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<void> => {
    await client.query<Data, OperationVariables>({ query, variables, fetchPolicy: 'network-only' });
  };
  const shop: ShopClient = {
    name: 'Apollo Client',
    useProducts: () => {
      const { data, ...query } = useQuery(ProductsQuery);
      return readOf(data?.searchProducts?.nodes, query);
    },
    useOrders: () => {
      const { data, ...query } = useQuery(OrdersQuery, { variables: ofCustomer });
      return readOf(data?.customerOrders?.nodes, query);
    },
    useOrder: (id) => {
      const { data, ...query } = useQuery(OrderQuery, { variables: { id } });
      return readOf(data?.order, query);
    },
    send: async (command) => {
      const known =
        client.readQuery({ query: OrderQuery, variables: { id: command.orderId } })?.order ?? null;
      const expected = expectedResult(command, known);
      try {
        const { data } = await client.mutate({
          ...mutationOf(command),
          ...(expected && { optimisticResponse: expected }),
          update: (cache, result) => writeOrder(cache, orderIn(result.data)),
        });
        return outcomeOf(data?.outcome);
      } catch (error) {
        return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
      }
    },
    follow: (orderIds, onUpdate) => {
      const variables = { documents: documentsOf(orderIds) };
      const updates = client.subscribe({ query: UpdatesSubscription, variables }).subscribe(({ data }) => {
        if (!data) return;
        const { document } = data.projectionUpdated;
        if (document?.__typename === 'Order') writeOrder(client.cache, document);
        onUpdate(updateOf(data));
      });
      return () => updates.unsubscribe();
    },
    refreshOrders: () => ask(OrdersQuery, ofCustomer),
    refreshOrder: (id) => ask(OrderQuery, { id }),
    token: session.token,
    connection,
  };
  return { shop, provide: (page) => <ApolloProvider client={client}>{page}</ApolloProvider> };
}

interface Query {
  readonly loading: boolean;
  readonly error?: Error | undefined;
  refetch(): Promise<unknown>;
}

function readOf<Data>(data: Data | undefined, { loading, error, refetch }: Query): Read<Data> {
  return {
    data,
    failure: loading || data !== undefined ? undefined : error?.message,
    // What comes of it is shown by the query itself.
    again: () => void refetch().catch(() => {}),
  };
}

function orderIn(data: CommandData | null | undefined): OrderDetail | null {
  const result = data?.outcome;
  return result && 'receipt' in result ? result.order : null;
}

/** The cache knows the order already; what it can't know is that a row of the list tells the same, and a new one begins it. */
function writeOrder(cache: ApolloCache, order: OrderDetail | null): void {
  if (!order) return;
  const from = { __typename: 'OrderListItem', id: order.id };
  const row = cache.readFragment({ from, fragment: RowFragment });
  if (row && row.version < order.version) {
    cache.writeFragment({ from, fragment: RowFragment, data: rowOf(order) });
  }
  cache.updateQuery({ query: OrdersQuery, variables: ofCustomer }, (data) => withRow(data, order));
}
