// The reference of loyalty to customers: that there is such a customer, and the present name.
import { defineReference } from '#engine';
import { z } from 'zod';
import { CustomerEvents } from '../customers/events.ts';

export const loyalCustomer = defineReference('loyalCustomer', {
  from: CustomerEvents,
  value: z.object({ name: z.string().meta({ description: 'Name of the customer.' }) }),
  create: { CustomerRegistered: ({ data: { name } }) => ({ name }) },
  update: { CustomerNameChanged: (_customer, { data: { name } }) => ({ name }) },
  ignore: ['CustomerEmailChanged', 'CustomerPhoneNumberChanged', 'CustomerAddressUpdated'],
});
