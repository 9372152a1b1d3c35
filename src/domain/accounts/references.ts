// The reference of accounts to customers: that there is such a customer.
import { defineReference } from '#engine';
import { z } from 'zod';
import { CustomerEvents } from '../customers/events.ts';

export const accountHolder = defineReference('accountHolder', {
  from: CustomerEvents,
  value: z.object({}),
  create: { CustomerRegistered: () => ({}) },
  update: {},
  ignore: [
    'CustomerNameChanged',
    'CustomerEmailChanged',
    'CustomerPhoneNumberChanged',
    'CustomerAddressUpdated',
  ],
});
