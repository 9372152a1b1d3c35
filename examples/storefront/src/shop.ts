// The interface of the page to a GraphQL client, whichever it is.
import type { ConnectionStore } from './connection.ts';

/** The customer of the demo shop who uses this page. */
export const CUSTOMER_ID = 'customer-1';

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export type OrderStatus = 'CREATED' | 'PAID' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: Money;
}

export interface OrderRow {
  readonly id: string;
  readonly version: number;
  readonly status: OrderStatus;
  readonly createdAt: string;
  readonly total: Money;
}

export interface OrderLine {
  readonly product: { readonly id: string; readonly name: string };
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly lineTotal: Money;
}

export interface OrderDetail extends OrderRow {
  readonly items: readonly OrderLine[];
  readonly paymentReference: string | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
}

/** What the user asks for. `commandId` makes it safe to send again. */
export type Command = { readonly commandId: string; readonly orderId: string } & (
  | { readonly kind: 'createOrder'; readonly product: Product; readonly quantity: number }
  | {
      readonly kind: 'changeOrderItemQuantity';
      readonly productId: string;
      readonly quantity: number;
      readonly expectedVersion?: number | undefined;
    }
  | { readonly kind: 'payOrder'; readonly expectedVersion?: number | undefined }
  | {
      readonly kind: 'shipOrder';
      readonly carrier: string;
      readonly trackingNumber: string;
      readonly expectedVersion?: number | undefined;
    }
);

/** A member of a mutation's result union. */
export type CommandResult =
  | {
      readonly __typename: string;
      readonly receipt: { readonly version: number; readonly token: string };
      readonly order: OrderDetail | null;
    }
  | {
      readonly __typename: string;
      readonly code: string;
      readonly message: string;
      readonly actualVersion?: number;
    };

export type Outcome =
  | { readonly kind: 'confirmed'; readonly version: number }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      /** Of a conflict. */
      readonly actualVersion: number | undefined;
    }
  | { readonly kind: 'failed'; readonly message: string };

/** Of a document that has changed, and is readable so. */
export interface Update {
  readonly readModel: string;
  readonly id: string;
  readonly version: number;
  /** Of a customer. */
  readonly orderCount: number | undefined;
}

/** What the page reads. */
export interface Read<Data> {
  /** Nothing while it is on its way, or if it could not be read. */
  readonly data: Data | undefined;
  /** Why there is nothing. */
  readonly failure: string | undefined;
  again(): void;
}

export interface ShopClient {
  readonly name: string;
  useProducts(): Read<readonly Product[]>;
  /** The newest orders of the customer. */
  useOrders(): Read<readonly OrderRow[]>;
  /** Null if there is none. */
  useOrder(id: string): Read<OrderDetail | null>;
  /** Shows at once what is expected of it, and takes that back if it is refused. Never rejects. */
  send(command: Command): Promise<Outcome>;
  /** Keeps orders, and the customer's own document, as they are; returns what ends it. */
  follow(orderIds: readonly string[], onUpdate: (update: Update) => void): () => void;
  refreshOrders(): Promise<void>;
  refreshOrder(id: string): Promise<void>;
  /** The highest token that any answer has carried. */
  token(): string | undefined;
  readonly connection: ConnectionStore;
}
