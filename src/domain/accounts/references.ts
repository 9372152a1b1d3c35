// What accounts know of other contexts: that there is a customer, and how the customer is called now.
import { defineReference } from '#engine';
import { z } from 'zod';
import { CustomerEvents } from '../customers/events.ts';

export const accountHolder = defineReference('accountHolder', {
  from: CustomerEvents,
  value: z.object({ name: z.string() }),
  create: { CustomerRegistered: ({ data: { name } }) => ({ name }) },
  update: { CustomerNameChanged: (_holder, { data: { name } }) => ({ name }) },
  ignore: ['CustomerEmailChanged', 'CustomerPhoneNumberChanged', 'CustomerAddressUpdated'],
});
