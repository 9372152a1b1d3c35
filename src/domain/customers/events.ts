// What happens to customers, and to the email addresses they hold.
import { defineEvents, event } from '#engine';
import type { Address } from '../shared/address.ts';

export const CustomerEvents = defineEvents('customer', {
  CustomerRegistered: event<{
    name: string;
    email: string;
    /** E.164. */
    phoneNumber: string | null;
    address: Address | null;
  }>(),
  CustomerNameChanged: event<{ name: string }>(),
  CustomerEmailChanged: event<{ email: string }>(),
  CustomerPhoneNumberChanged: event<{ phoneNumber: string }>(),
  CustomerAddressUpdated: event<{ address: Address }>(),
});

/** One stream per normalised address (`emailId`): whoever reserved it last and has not released it holds it. */
export const EmailEvents = defineEvents('email', {
  EmailReserved: event<{ customerId: string }>(),
  EmailReleased: event<{ customerId: string }>(),
});
