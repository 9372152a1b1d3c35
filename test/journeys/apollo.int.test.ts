// Apollo Client on the shop: refusals are data, faults are errors, what is written is read, and the cache never shows
// what was before.
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink } from '@apollo/client';
import { OperationTypeNode } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { eventStreamLink } from '../../clients/apollo/event-stream-link.ts';
import { consistencyLink } from '../../clients/apollo/index.ts';
import { createCache } from '../../clients/apollo/create-cache.ts';
import { apolloFacts } from '../../clients/generated/shop-apollo.ts';
import { withShop } from '../support/shop.ts';
import { until } from '../support/until.ts';

const shop = withShop();

const started: (() => void)[] = [];
afterEach(() => started.splice(0).forEach((stop) => stop()));

function startClient(): ApolloClient {
  const url = shop().url;
  const isSubscription = ({ operationType }: ApolloLink.Operation) =>
    operationType === OperationTypeNode.SUBSCRIPTION;
  const client = new ApolloClient({
    link: ApolloLink.from([
      consistencyLink(),
      ApolloLink.split(isSubscription, eventStreamLink({ url }), new HttpLink({ uri: url })),
    ]),
    cache: createCache(apolloFacts),
  });
  started.push(() => client.stop());
  return client;
}

const CREATE = gql`
  mutation CreateOrder($input: CreateOrderInput!) {
    createOrder(input: $input) {
      ... on CreateOrderPayload {
        receipt {
          version
          token
        }
        order {
          id
          version
          status
        }
      }
      ... on CommandError {
        code
        message
      }
    }
  }
`;
const PAY = gql`
  mutation PayOrder($orderId: ID!) {
    payOrder(input: { orderId: $orderId, paymentReference: "p" }) {
      ... on PayOrderPayload {
        order {
          id
          version
          status
        }
      }
      ... on CommandError {
        code
        message
      }
      ... on OrderNotOpen {
        status
      }
    }
  }
`;
const ORDER = gql`
  query Order($id: ID!, $minVersion: Int) {
    order(id: $id, minVersion: $minVersion) {
      id
      version
      status
      items {
        product {
          id
          name
        }
      }
    }
  }
`;

interface OrderShown {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly items: readonly { readonly product: { readonly id: string; readonly name: string } }[];
}
interface OrderData {
  readonly order: OrderShown | null;
}

const input = (orderId: string, productId = 'product-1') => ({
  orderId,
  customerId: 'customer-1',
  items: [{ productId, quantity: 1 }],
});

describe('Apollo Client', () => {
  it('reads what it has written, by nothing but a header', async () => {
    const client = startClient();
    for (let index = 0; index < 25; index += 1) {
      const id = `apollo-${index}`;
      const written = await client.mutate({ mutation: CREATE, variables: { input: input(id) } });
      expect(written.data).toMatchObject({
        createOrder: { receipt: { version: 1 }, order: { id, version: 1 } },
      });
      const { data } = await client.query<OrderData>({
        query: ORDER,
        variables: { id },
        fetchPolicy: 'network-only',
      });
      expect(data?.order).toMatchObject({ id, version: 1 });
    }
  });

  it('gets a refusal as data, and a read that is behind as an error', async () => {
    const client = startClient();
    const variables = { orderId: 'demo-order-1' };
    const { data } = await client.mutate({ mutation: PAY, variables });
    expect(data).toEqual({
      payOrder: {
        __typename: 'OrderNotOpen',
        code: 'ORDER_NOT_OPEN',
        message: expect.any(String),
        status: 'DELIVERED',
      },
    });
    const asked = client.query({ query: ORDER, variables: { id: 'demo-order-1', minVersion: 99 } });
    const error = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(CombinedGraphQLErrors.is(error) && error.errors).toMatchObject([
      { path: ['order'], extensions: { code: 'PROJECTION_BEHIND', requiredVersion: 99, currentVersion: 4 } },
    ]);
  });

  it('shows an optimistic change that the answer confirms, and never what was before', async () => {
    const client = startClient();
    await client.mutate({ mutation: CREATE, variables: { input: input('optimistic') } });
    const seen: string[] = [];
    const watched = client.watchQuery<OrderData>({ query: ORDER, variables: { id: 'optimistic' } });
    const watching = watched.subscribe(({ data }) => {
      const order = data as OrderData | undefined;
      if (order?.order) seen.push(`${order.order.status} ${order.order.version}`);
    });
    await until('the order', () => seen.length === 1);
    await client.mutate({
      mutation: PAY,
      variables: { orderId: 'optimistic' },
      optimisticResponse: {
        payOrder: {
          __typename: 'PayOrderPayload',
          order: { __typename: 'Order', id: 'optimistic', version: 1, status: 'PAID' },
        },
      },
    });
    await until('the confirmed version', () => seen.at(-1) === 'PAID 2');
    await watched.refetch();
    watching.unsubscribe();
    expect([...new Set(seen)]).toEqual(['CREATED 1', 'PAID 1', 'PAID 2']);
    expect(seen.lastIndexOf('CREATED 1')).toBeLessThan(seen.indexOf('PAID 1'));
  });

  it('keeps its cache up to date by a subscription, without any code for it', async () => {
    const client = startClient();
    await client.mutate({ mutation: CREATE, variables: { input: input('watched') } });
    await client.query({ query: ORDER, variables: { id: 'watched' } });
    const updates: unknown[] = [];
    const following = client
      .subscribe({
        query: gql`
          subscription {
            orderUpdated(id: "watched", sinceVersion: 0) {
              version
              document {
                id
                version
                status
              }
            }
          }
        `,
      })
      .subscribe(({ data }) => updates.push(data));
    await until('the first update', () => updates.length > 0);
    await startClient().mutate({ mutation: PAY, variables: { orderId: 'watched' } });
    const cached = () => client.readQuery<OrderData>({ query: ORDER, variables: { id: 'watched' } })?.order;
    await until('the change in the cache', () => cached()?.status === 'PAID');
    following.unsubscribe();
    expect(cached()).toMatchObject({ version: 2, items: [{ product: { id: 'product-1' } }] });
  });

  it('tells the names apart under which one product was ordered', async () => {
    const client = startClient();
    const rename = (name: string) =>
      client.mutate({
        mutation: gql`
          mutation ($name: String!) {
            describeProduct(input: { productId: "product-5", name: $name }) {
              __typename
            }
          }
        `,
        variables: { name },
      });
    for (const name of ['First', 'Second']) {
      await rename(name);
      await client.mutate({ mutation: CREATE, variables: { input: input(name, 'product-5') } });
      await client.query({ query: ORDER, variables: { id: name } });
    }
    const names = ['First', 'Second'].map(
      (id) => client.readQuery<OrderData>({ query: ORDER, variables: { id } })?.order?.items[0]?.product.name,
    );
    expect(names).toEqual(['First', 'Second']);
  });
});
