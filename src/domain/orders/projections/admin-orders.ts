// AdminOrder: an order as those see it who run the shop, in a list that can be narrowed by status and region.
import { dateTime, defineDocument, defineProjection, embed, hidden } from '#engine';
import { clerk } from '../../shared/access.ts';
import { z } from 'zod';
import { CustomerId, ProductId } from '../../shared/ids.ts';
import { Money } from '../../shared/money.ts';
import { regionOf, SalesRegion } from '../../shared/regions.ts';
import { OrderEvents } from '../events.ts';
import { fraudScore } from '../fraud-score.ts';
import { customerReference } from '../references.ts';
import { OrderStatus } from '../status.ts';

export const AdminOrderDocument = defineDocument(
  'AdminOrder',
  {
    customerId: CustomerId,
    customerName: embed(customerReference, 'customerId', 'name'),
    status: OrderStatus.meta({ description: 'How far it has come.' }),
    total: Money.meta({ description: 'Of all items.' }),
    /** What the score needs to know of the items. */
    quantities: hidden(z.array(z.object({ productId: ProductId, quantity: z.int() }))),
    fraudScore: z.int().meta({ description: 'From 0 to 100: how much it should be looked at.' }),
    region: SalesRegion.nullable().meta({ description: 'Where it goes; null without an address.' }),
    createdAt: dateTime().meta({ description: 'When it was ordered.' }),
  },
  { access: { read: clerk }, description: 'An order as those see it who run the shop.' },
);

type Judged = Parameters<typeof fraudScore>[0];
const judged = <Order extends Judged>(order: Order) => ({ ...order, fraudScore: fraudScore(order) });

export const adminOrdersProjection = defineProjection('adminOrders', {
  document: AdminOrderDocument,
  from: [OrderEvents],
  lists: {
    adminOrders: {
      filters: ['status', 'region'],
      newest: 'createdAt',
      access: clerk,
      description: 'All orders of the shop.',
    },
  },
  create: {
    OrderCreated: ({ data: { customerId, lines, total, shippingAddress }, occurredAt }) =>
      judged({
        customerId,
        status: 'CREATED',
        total,
        quantities: lines.map(({ productId, quantity }) => ({ productId, quantity })),
        region: shippingAddress && regionOf(shippingAddress.country),
        createdAt: occurredAt,
      }),
  },
  update: {
    OrderItemAdded: (order, { data: { productId, quantity, total } }) => {
      const before = order.quantities.find((one) => one.productId === productId);
      const sum = { productId, quantity: (before?.quantity ?? 0) + quantity };
      const others = order.quantities.filter((one) => one !== before);
      return judged({ ...order, total, quantities: [...others, sum] });
    },
    OrderItemRemoved: (order, { data: { productId, total } }) =>
      judged({ ...order, total, quantities: order.quantities.filter((one) => one.productId !== productId) }),
    OrderItemQuantityChanged: (order, { data: { productId, quantity, total } }) => {
      const quantities = order.quantities.map((one) =>
        one.productId === productId ? { productId, quantity } : one,
      );
      return judged({ ...order, total, quantities });
    },
    OrderShippingAddressChanged: (order, { data: { shippingAddress } }) =>
      judged({ ...order, region: regionOf(shippingAddress.country) }),
    OrderPaid: (order) => ({ ...order, status: 'PAID' }),
    OrderShipped: (order) => ({ ...order, status: 'SHIPPED' }),
    OrderDelivered: (order) => ({ ...order, status: 'DELIVERED' }),
    OrderCancelled: (order) => ({ ...order, status: 'CANCELLED' }),
  },
});
