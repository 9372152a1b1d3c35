// Events of orders: the language in which other contexts (shipping, analytics, loyalty) hear of them.
// Every event names its customer; what another context sums up is complete in the event it sums up.
import { defineEvents, event } from '#engine';
import type { Address } from '../shared/address.ts';
import type { Money } from '../shared/money.ts';
import { ERASED, ERASED_ADDRESS } from '../shared/personal.ts';

/** A line of an order: name and price as they were when the product was put on it. */
export interface OrderLine {
  readonly productId: string;
  readonly productName: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

/** The order as it is at the time of the event. */
interface WholeOrder {
  readonly customerId: string;
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  readonly shippingAddress: Address | null;
}

/** Whom an order is for, and what is personal of it. */
const ofCustomer = { subject: 'customer', by: 'customerId' } as const;
const destination = { personal: { ...ofCustomer, fields: { shippingAddress: ERASED_ADDRESS } } } as const;

export const OrderEvents = defineEvents('order', {
  OrderCreated: event<WholeOrder>(destination),
  /** `quantity` is what came on top, at the name and price of the line it came on top of. */
  OrderItemAdded: event<OrderLine & { customerId: string; total: Money }>(),
  OrderItemRemoved: event<{ customerId: string; productId: string; total: Money }>(),
  OrderItemQuantityChanged: event<{
    customerId: string;
    productId: string;
    quantity: number;
    total: Money;
  }>(),
  OrderShippingAddressChanged: event<{ customerId: string; shippingAddress: Address }>(destination),
  OrderPaid: event<WholeOrder & { paymentReference: string }>({
    personal: { ...ofCustomer, fields: { shippingAddress: ERASED_ADDRESS, paymentReference: ERASED } },
  }),
  OrderShipped: event<WholeOrder & { carrier: string; trackingNumber: string }>({
    personal: { ...ofCustomer, fields: { shippingAddress: ERASED_ADDRESS, trackingNumber: ERASED } },
  }),
  OrderDelivered: event<{ customerId: string; total: Money }>(),
  /** `wasPaid`: its total goes back to the customer. */
  OrderCancelled: event<WholeOrder & { reason: string; wasPaid: boolean }>({
    personal: { ...ofCustomer, fields: { shippingAddress: ERASED_ADDRESS, reason: ERASED } },
  }),
});
