// Order: everything about one order, with its customer as it is now.
import { dateTime, defineDocument, defineProjection, embed } from '#engine';
import { z } from 'zod';
import { Address } from '../../shared/address.ts';
import { CustomerId } from '../../shared/ids.ts';
import { Money } from '../../shared/money.ts';
import { OrderEvents } from '../events.ts';
import { MOST_LINES } from '../lines.ts';
import { added, itemOf, OrderItem, requantified } from '../order-item.ts';
import { customerReference } from '../references.ts';
import { OrderStatus } from '../status.ts';

export const OrderDocument = defineDocument('Order', {
  customerId: CustomerId,
  customer: embed(customerReference, 'customerId'),
  status: OrderStatus,
  items: z.array(OrderItem).max(MOST_LINES),
  itemCount: z.int().meta({ description: 'How many items there are, whatever their quantities.' }),
  total: Money,
  shippingAddress: Address.nullable(),
  createdAt: dateTime(),
  paidAt: dateTime().nullable(),
  paymentReference: z.string().nullable(),
  shippedAt: dateTime().nullable(),
  carrier: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  deliveredAt: dateTime().nullable(),
  cancelledAt: dateTime().nullable(),
  cancellationReason: z.string().nullable(),
});

export const orderProjection = defineProjection({
  name: 'order',
  document: OrderDocument,
  from: [OrderEvents],
  create: {
    OrderCreated: ({ data: { customerId, lines, total, shippingAddress }, occurredAt }) => ({
      customerId,
      status: 'CREATED',
      items: lines.map(itemOf),
      itemCount: lines.length,
      total,
      shippingAddress,
      createdAt: occurredAt,
      paidAt: null,
      paymentReference: null,
      shippedAt: null,
      carrier: null,
      trackingNumber: null,
      deliveredAt: null,
      cancelledAt: null,
      cancellationReason: null,
    }),
  },
  update: {
    OrderItemAdded: (order, { data }) => {
      const items = added(order.items, data);
      return { ...order, items, itemCount: items.length, total: data.total };
    },
    OrderItemRemoved: (order, { data: { productId, total } }) => {
      const items = order.items.filter(({ product }) => product.id !== productId);
      return { ...order, items, itemCount: items.length, total };
    },
    OrderItemQuantityChanged: (order, { data: { productId, quantity, total } }) => ({
      ...order,
      items: requantified(order.items, productId, quantity),
      total,
    }),
    OrderShippingAddressChanged: (order, { data: { shippingAddress } }) => ({ ...order, shippingAddress }),
    OrderPaid: (order, { data: { paymentReference }, occurredAt }) => ({
      ...order,
      status: 'PAID',
      paidAt: occurredAt,
      paymentReference,
    }),
    OrderShipped: (order, { data: { carrier, trackingNumber }, occurredAt }) => ({
      ...order,
      status: 'SHIPPED',
      shippedAt: occurredAt,
      carrier,
      trackingNumber,
    }),
    OrderDelivered: (order, { occurredAt }) => ({ ...order, status: 'DELIVERED', deliveredAt: occurredAt }),
    OrderCancelled: (order, { data: { reason }, occurredAt }) => ({
      ...order,
      status: 'CANCELLED',
      cancelledAt: occurredAt,
      cancellationReason: reason,
    }),
  },
});
