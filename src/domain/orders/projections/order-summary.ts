// OrderSummary: one order in flat fields.
import { dateTime, defineDocument, defineProjection, embed } from '#engine';
import { customerOf } from '../../shared/access.ts';
import { z } from 'zod';
import { CustomerId, ProductId } from '../../shared/ids.ts';
import { Money } from '../../shared/money.ts';
import { OrderEvents } from '../events.ts';
import { MOST_LINES } from '../lines.ts';
import { customerReference } from '../references.ts';
import { OrderStatus } from '../status.ts';

export const OrderSummaryDocument = defineDocument(
  'OrderSummary',
  {
    customerId: CustomerId,
    customerName: embed(customerReference, 'customerId', 'name'),
    customerEmail: embed(customerReference, 'customerId', 'email'),
    itemCount: z.int().meta({ description: 'How many items there are, whatever their quantities.' }),
    productIds: z.array(ProductId).max(MOST_LINES).meta({ description: 'In the order of `productNames`.' }),
    productNames: z
      .array(z.string())
      .max(MOST_LINES)
      .meta({ description: 'As the products were called when they were put on the order.' }),
    total: Money.meta({ description: 'Of all items.' }),
    status: OrderStatus.meta({ description: 'It says which commands are taken.' }),
    shippedAt: dateTime().nullable().meta({ description: 'Null before it is shipped.' }),
  },
  {
    access: { read: customerOf('customerId') },
    description: 'One order in flat fields, without prices of items and addresses.',
  },
);

export const orderSummaryProjection = defineProjection('orderSummary', {
  document: OrderSummaryDocument,
  from: [OrderEvents],
  create: {
    OrderCreated: ({ data: { customerId, lines, total } }) => ({
      customerId,
      itemCount: lines.length,
      productIds: lines.map(({ productId }) => productId),
      productNames: lines.map(({ productName }) => productName),
      total,
      status: 'CREATED',
      shippedAt: null,
    }),
  },
  update: {
    OrderItemAdded: (order, { data: { productId, productName, total } }) =>
      order.productIds.includes(productId)
        ? { ...order, total }
        : {
            ...order,
            itemCount: order.itemCount + 1,
            productIds: [...order.productIds, productId],
            productNames: [...order.productNames, productName],
            total,
          },
    OrderItemRemoved: (order, { data: { productId, total } }) => ({
      ...order,
      itemCount: order.itemCount - 1,
      productIds: order.productIds.filter((id) => id !== productId),
      productNames: order.productNames.filter((_name, index) => order.productIds[index] !== productId),
      total,
    }),
    OrderItemQuantityChanged: (order, { data: { total } }) => ({ ...order, total }),
    OrderPaid: (order) => ({ ...order, status: 'PAID' }),
    OrderShipped: (order, { occurredAt }) => ({ ...order, status: 'SHIPPED', shippedAt: occurredAt }),
    OrderDelivered: (order) => ({ ...order, status: 'DELIVERED' }),
    OrderCancelled: (order) => ({ ...order, status: 'CANCELLED' }),
  },
  ignore: ['OrderShippingAddressChanged'],
});
