// Events of customers, and of the email addresses they hold.
import { defineEvents, event } from '#engine';
import type { Address } from '../shared/address.ts';
import { ERASED, ERASED_ADDRESS } from '../shared/personal.ts';

export const CustomerEvents = defineEvents('customer', {
  CustomerRegistered: event<{
    name: string;
    email: string;
    /** E.164. */
    phoneNumber: string | null;
    address: Address | null;
  }>({
    personal: {
      subject: 'customer',
      fields: { name: ERASED, email: ERASED, phoneNumber: null, address: ERASED_ADDRESS },
    },
  }),
  CustomerNameChanged: event<{ name: string }>({
    personal: { subject: 'customer', fields: { name: ERASED } },
  }),
  CustomerEmailChanged: event<{ email: string }>({
    personal: { subject: 'customer', fields: { email: ERASED } },
  }),
  /** Null only once the customer is erased. */
  CustomerPhoneNumberChanged: event<{ phoneNumber: string | null }>({
    personal: { subject: 'customer', fields: { phoneNumber: null } },
  }),
  CustomerAddressUpdated: event<{ address: Address }>({
    personal: { subject: 'customer', fields: { address: ERASED_ADDRESS } },
  }),
});

/** One stream per normalised address (`emailId`, a keyed hash: nobody can find out whose it is by trying): whoever reserved it last and has not released it holds it. */
export const EmailEvents = defineEvents('email', {
  EmailReserved: event<{ customerId: string }>(),
  EmailReleased: event<{ customerId: string }>(),
});
