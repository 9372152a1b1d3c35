// Customer: the profile, with what the customer has ordered and paid so far.
import { dateTime, defineDocument, defineProjection } from '#engine';
import { customerOf } from '../../shared/access.ts';
import { z } from 'zod';
import { OrderEvents } from '../../orders/events.ts';
import { Address } from '../../shared/address.ts';
import { decreased, increased } from '../../shared/amounts.ts';
import { Money } from '../../shared/money.ts';
import { CustomerEvents } from '../events.ts';

export const CustomerDocument = defineDocument(
  'Customer',
  {
    name: z.string().meta({ description: 'One line. Two customers may have the same.' }),
    email: z.string().meta({ description: 'No other customer has it.' }),
    phoneNumber: z
      .string()
      .nullable()
      .meta({ description: 'E.164, such as `+4930123456`; null if none was given.' }),
    address: Address.nullable().meta({
      description: 'Where new orders go that name no other; null if none was given.',
    }),
    registeredAt: dateTime().meta({ description: 'Since when there is this customer.' }),
    orderCount: z.int().meta({ description: 'Orders created, cancelled ones included.' }),
    lifetimeValue: z
      .array(Money)
      .meta({ description: 'What was paid for orders that were not cancelled: one amount per currency.' }),
  },
  {
    access: { read: customerOf('id') },
    description: 'The profile of a customer, with what was ordered and paid so far.',
  },
);

export const customerProjection = defineProjection('customer', {
  document: CustomerDocument,
  from: [CustomerEvents, OrderEvents],
  create: {
    CustomerRegistered: ({ data: { name, email, phoneNumber, address }, occurredAt }) => ({
      name,
      email,
      phoneNumber,
      address,
      registeredAt: occurredAt,
      orderCount: 0,
      lifetimeValue: [],
    }),
  },
  update: {
    CustomerNameChanged: (customer, { data: { name } }) => ({ ...customer, name }),
    CustomerEmailChanged: (customer, { data: { email } }) => ({ ...customer, email }),
    CustomerPhoneNumberChanged: (customer, { data: { phoneNumber } }) => ({ ...customer, phoneNumber }),
    CustomerAddressUpdated: (customer, { data: { address } }) => ({ ...customer, address }),
    OrderCreated: (customer) => ({ ...customer, orderCount: customer.orderCount + 1 }),
    OrderPaid: (customer, { data: { total } }) => ({
      ...customer,
      lifetimeValue: increased(customer.lifetimeValue, total),
    }),
    OrderCancelled: (customer, { data: { total } }) => ({
      ...customer,
      lifetimeValue: decreased(customer.lifetimeValue, total),
    }),
  },
  route: {
    OrderCreated: ({ data }) => data.customerId,
    OrderPaid: ({ data }) => data.customerId,
    // What was never paid is no loss.
    OrderCancelled: ({ data }) => (data.wasPaid ? data.customerId : []),
  },
  ignore: [
    'OrderItemAdded',
    'OrderItemRemoved',
    'OrderItemQuantityChanged',
    'OrderShippingAddressChanged',
    'OrderShipped',
    'OrderDelivered',
  ],
});
