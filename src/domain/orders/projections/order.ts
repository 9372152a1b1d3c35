// Order: everything about one order, with its customer as it is now.
import { dateTime, defineDocument, defineProjection, embed } from '#engine';
import { customerOf } from '../../shared/access.ts';
import { z } from 'zod';
import { Address } from '../../shared/address.ts';
import { CustomerId } from '../../shared/ids.ts';
import { Money } from '../../shared/money.ts';
import { OrderEvents } from '../events.ts';
import { MOST_LINES } from '../lines.ts';
import { added, itemOf, OrderItem, requantified } from '../order-item.ts';
import { customerReference } from '../references.ts';
import { OrderStatus } from '../status.ts';

export const OrderDocument = defineDocument(
  'Order',
  {
    customerId: CustomerId,
    customer: embed(customerReference, 'customerId'),
    status: OrderStatus.meta({ description: 'It says which commands are taken.' }),
    items: z
      .array(OrderItem)
      .max(MOST_LINES)
      .meta({ description: `In the order they were added; 1 to ${MOST_LINES}.` }),
    itemCount: z.int().meta({ description: 'How many items there are, whatever their quantities.' }),
    total: Money.meta({ description: 'Of all items.' }),
    shippingAddress: Address.nullable().meta({ description: 'Where it goes; null if nobody has said so.' }),
    createdAt: dateTime().meta({ description: 'When it was ordered.' }),
    paidAt: dateTime().nullable().meta({ description: 'Null before it is paid.' }),
    paymentReference: z
      .string()
      .nullable()
      .meta({ description: 'What the payment is found by; null before it is paid.' }),
    shippedAt: dateTime().nullable().meta({ description: 'Null before it is shipped.' }),
    carrier: z.string().nullable().meta({ description: 'Who brings it; null before it is shipped.' }),
    trackingNumber: z
      .string()
      .nullable()
      .meta({ description: 'What the carrier finds it by; null before it is shipped.' }),
    deliveredAt: dateTime().nullable().meta({ description: 'Null before it is delivered.' }),
    cancelledAt: dateTime().nullable().meta({ description: 'Null unless it was cancelled.' }),
    cancellationReason: z.string().nullable().meta({ description: 'Null unless it was cancelled.' }),
  },
  {
    access: { read: customerOf('customerId') },
    description: 'Everything about one order, with its customer as it is now.',
  },
);

export const orderProjection = defineProjection('order', {
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
