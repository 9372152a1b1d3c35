// OrderListItem: what a small screen shows of one order in the list of a customer, and nothing else.
import { dateTime, defineDocument, defineProjection, hidden } from '#engine';
import { customerOf } from '../../shared/access.ts';
import { CustomerId } from '../../shared/ids.ts';
import { Money } from '../../shared/money.ts';
import { OrderEvents } from '../events.ts';
import { OrderStatus } from '../status.ts';

export const OrderListItemDocument = defineDocument(
  'OrderListItem',
  {
    customerId: hidden(CustomerId),
    status: OrderStatus.meta({ description: 'How far it has come.' }),
    total: Money.meta({ description: 'Of all items.' }),
    createdAt: dateTime().meta({ description: 'When it was ordered.' }),
  },
  {
    access: { read: customerOf('customerId') },
    description: 'What a small screen shows of an order. `order(id:)` with the same id has everything.',
  },
);

export const customerOrdersProjection = defineProjection('customerOrders', {
  document: OrderListItemDocument,
  from: [OrderEvents],
  lists: {
    customerOrders: {
      by: ['customerId'],
      newest: 'createdAt',
      access: customerOf('customerId'),
      description: 'All orders of a customer.',
    },
  },
  create: {
    OrderCreated: ({ data: { customerId, total }, occurredAt }) => ({
      customerId,
      status: 'CREATED',
      total,
      createdAt: occurredAt,
    }),
  },
  update: {
    OrderItemAdded: (order, { data: { total } }) => ({ ...order, total }),
    OrderItemRemoved: (order, { data: { total } }) => ({ ...order, total }),
    OrderItemQuantityChanged: (order, { data: { total } }) => ({ ...order, total }),
    OrderPaid: (order) => ({ ...order, status: 'PAID' }),
    OrderShipped: (order) => ({ ...order, status: 'SHIPPED' }),
    OrderDelivered: (order) => ({ ...order, status: 'DELIVERED' }),
    OrderCancelled: (order) => ({ ...order, status: 'CANCELLED' }),
  },
  ignore: ['OrderShippingAddressChanged'],
});
