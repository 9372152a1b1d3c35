// What loyalty knows of other contexts: that there is a customer, and how the customer is called now.
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
