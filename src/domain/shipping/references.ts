// The reference of shipping to customers: the present name of an order's recipient.
import { defineReference } from '#engine';
import { z } from 'zod';
import { CustomerEvents } from '../customers/events.ts';

export const recipient = defineReference('recipient', {
  from: CustomerEvents,
  value: z.object({ name: z.string().meta({ description: 'Name of the customer.' }) }),
  create: { CustomerRegistered: ({ data: { name } }) => ({ name }) },
  update: { CustomerNameChanged: (_recipient, { data: { name } }) => ({ name }) },
  ignore: ['CustomerEmailChanged', 'CustomerPhoneNumberChanged', 'CustomerAddressUpdated'],
});
