// The reservation of an email address, which makes it unique over all customers.
import { defineReference, keyedId } from '#engine';
import { z } from 'zod';
import { normalisedEmail } from '../shared/contact.ts';
import { EmailEvents } from './events.ts';

/** Id of the stream that reserves an address. A keyed hash, because an address is not an id and is no one's business. */
export function emailId(email: string): string {
  return keyedId(normalisedEmail(email));
}

export const emailReservation = defineReference('emailReservation', {
  from: EmailEvents,
  value: z.object({ customerId: z.string().nullable() }),
  create: { EmailReserved: ({ data }) => ({ customerId: data.customerId }) },
  update: { EmailReleased: () => ({ customerId: null }) },
});
