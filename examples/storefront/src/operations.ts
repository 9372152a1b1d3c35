// GraphQL operations of the storefront, the same for both clients.
import { parse, type DocumentNode } from 'graphql';
import type { CommandResult, OrderDetail, OrderRow, Product } from './shop.ts';

/** As both clients know it: an operation that says what it answers, and what it is asked with. */
interface TypedDocumentNode<Data, Variables> extends DocumentNode {
  readonly __apiType?: (variables: Variables) => Data;
}

const document = <Data, Variables>(source: string): TypedDocumentNode<Data, Variables> => parse(source);

const ORDER = /* GraphQL */ `
  fragment OrderParts on Order {
    id
    version
    status
    createdAt
    total {
      amount
      currency
    }
    items {
      product {
        id
        name
      }
      quantity
      unitPrice {
        amount
        currency
      }
      lineTotal {
        amount
        currency
      }
    }
    paymentReference
    carrier
    trackingNumber
  }
`;

const ROW = /* GraphQL */ `
  fragment Row on OrderListItem {
    id
    version
    status
    createdAt
    total {
      amount
      currency
    }
  }
`;

/** An order in a cache. */
export const OrderFragment = document<OrderDetail & { readonly __typename?: 'Order' }, object>(ORDER);

/** A row of the list in a cache. */
export const RowFragment = document<OrderRow & { readonly __typename?: 'OrderListItem' }, object>(ROW);

export const ProductsQuery = document<
  { readonly searchProducts: { readonly nodes: readonly Product[] } | null },
  Record<string, never>
>(/* GraphQL */ `
  query Products {
    searchProducts(first: 50) {
      nodes {
        id
        version
        name
        price {
          amount
          currency
        }
      }
    }
  }
`);

export interface OrdersData {
  readonly customerOrders: {
    readonly __typename?: 'OrderListItemConnection';
    readonly nodes: readonly (OrderRow & { readonly __typename?: 'OrderListItem' })[];
  } | null;
}

/** A list can't be folded from events, so it is worth waiting for. */
export const OrdersQuery = document<OrdersData, { readonly customerId: string }>(/* GraphQL */ `
  query Orders($customerId: ID!) {
    customerOrders(customerId: $customerId, first: 20, consistency: { maxWaitMs: 5000 }) {
      nodes {
        ...Row
      }
    }
  }
  ${ROW}
`);

export interface OrderData {
  readonly order: (OrderDetail & { readonly __typename?: 'Order' }) | null;
}

export const OrderQuery = document<OrderData, { readonly id: string }>(/* GraphQL */ `
  query Order($id: ID!) {
    order(id: $id) {
      ...OrderParts
    }
  }
  ${ORDER}
`);

export interface UpdatesData {
  readonly projectionUpdated: {
    readonly readModel: string;
    readonly id: string;
    readonly version: number;
    readonly document:
      | ({ readonly __typename: 'Order' } & OrderDetail)
      | {
          readonly __typename: 'Customer';
          readonly id: string;
          readonly version: number;
          readonly orderCount: number;
        }
      | null;
  };
}

export interface FollowedDocument {
  readonly readModel: 'CUSTOMER' | 'ORDER';
  readonly id: string;
  /** 0: as it is now, and from then on each change. */
  readonly sinceVersion: 0;
}

export const UpdatesSubscription = document<UpdatesData, { readonly documents: readonly FollowedDocument[] }>(
  /* GraphQL */ `
    subscription Updates($documents: [DocumentRefInput!]!) {
      projectionUpdated(documents: $documents) {
        readModel
        id
        version
        document {
          __typename
          ... on Order {
            ...OrderParts
          }
          ... on Customer {
            id
            version
            orderCount
          }
        }
      }
    }
    ${ORDER}
  `,
);

export interface CommandData {
  readonly outcome: CommandResult | null;
}

/** The payload's order does not wait for the read model: what is not there yet is folded from the events. */
const command = (mutation: string, name: string) =>
  document<CommandData, { readonly input: Readonly<Record<string, unknown>> }>(`
    mutation ${name}($input: ${name}Input!) {
      outcome: ${mutation}(input: $input) {
        __typename
        ... on ${name}Payload {
          receipt {
            version
            token
          }
          order(maxWaitMs: 0) {
            ...OrderParts
          }
        }
        ... on CommandError {
          code
          message
        }
        ... on VersionConflict {
          expectedVersion
          actualVersion
        }
      }
    }
    ${ORDER}
  `);

export const commandDocuments = {
  createOrder: command('createOrder', 'CreateOrder'),
  changeOrderItemQuantity: command('changeOrderItemQuantity', 'ChangeOrderItemQuantity'),
  payOrder: command('payOrder', 'PayOrder'),
  shipOrder: command('shipOrder', 'ShipOrder'),
} as const;
