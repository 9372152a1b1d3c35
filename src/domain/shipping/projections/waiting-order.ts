// WaitingOrder: an order that was paid and has to be shipped. It is there only as long as it waits.
import { dateTime, defineDocument, defineProjection, embed } from '#engine';
import { clerk } from '../../shared/access.ts';
import { z } from 'zod';
import { OrderEvents } from '../../orders/events.ts';
import { CountryCode } from '../../shared/countries.ts';
import { CustomerId } from '../../shared/ids.ts';
import { Money } from '../../shared/money.ts';
import { recipient } from '../references.ts';

export const WaitingOrderDocument = defineDocument(
  'WaitingOrder',
  {
    customerId: CustomerId,
    customerName: embed(recipient, 'customerId', 'name'),
    itemCount: z.int().meta({ description: 'How many items there are, whatever their quantities.' }),
    units: z.int().meta({ description: 'How many pieces have to be packed.' }),
    total: Money.meta({ description: 'What was paid.' }),
    country: CountryCode.nullable().meta({
      description: 'Null if it has no address, so that it cannot be shipped.',
    }),
    paidAt: dateTime().meta({ description: 'Since when it waits.' }),
  },
  {
    access: { read: clerk },
    description: 'An order that was paid and has to be shipped. It is gone once it is shipped or cancelled.',
  },
);

export const waitingOrderProjection = defineProjection('waitingOrder', {
  document: WaitingOrderDocument,
  from: [OrderEvents],
  lists: {
    waitingOrders: { oldest: 'paidAt', access: clerk, description: 'All orders that wait to be shipped.' },
  },
  create: {
    OrderPaid: ({ data: { customerId, lines, total, shippingAddress }, occurredAt }) => ({
      customerId,
      itemCount: lines.length,
      units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
      total,
      country: shippingAddress && shippingAddress.country,
      paidAt: occurredAt,
    }),
  },
  update: {
    OrderShipped: () => null,
    OrderCancelled: () => null,
  },
  // An order that is cancelled before it is paid never waited.
  route: { OrderCancelled: ({ streamId, data: { wasPaid } }) => (wasPaid ? streamId : []) },
  ignore: [
    'OrderCreated',
    'OrderItemAdded',
    'OrderItemRemoved',
    'OrderItemQuantityChanged',
    'OrderShippingAddressChanged',
    'OrderDelivered',
  ],
});
