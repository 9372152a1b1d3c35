// Example histories of customers.
import { toStream } from '#engine';
import type { Histories } from '#engine/testing';
import { CustomerEvents, EmailEvents } from '../../../src/domain/customers/events.ts';
import { emailId } from '../../../src/domain/customers/references.ts';
import { ada, paris } from '../examples.ts';

const customerId = 'customer-1';

export const histories: Histories = {
  'a customer moves and is called otherwise': [
    ada,
    toStream(emailId('Ada@example.com'), EmailEvents.EmailReserved({ customerId })),
    CustomerEvents.CustomerNameChanged({ name: 'Ada L.' }),
    toStream(emailId('a@example.org'), EmailEvents.EmailReserved({ customerId })),
    toStream(emailId('Ada@example.com'), EmailEvents.EmailReleased({ customerId })),
    CustomerEvents.CustomerEmailChanged({ email: 'a@example.org' }),
    CustomerEvents.CustomerPhoneNumberChanged({ phoneNumber: '+331234567' }),
    CustomerEvents.CustomerAddressUpdated({ address: paris }),
  ],
};
