// What may be asked about customers.
import { defineCommands, NothingToChange } from '#engine';
import { z } from 'zod';
import { AddressInput } from '../shared/address.ts';
import { EmailAddress, PhoneNumber } from '../shared/contact.ts';
import { CustomerId } from '../shared/ids.ts';
import { line, optional } from '../shared/text.ts';
import { EmailTaken } from './refusals.ts';

const CustomerName = line({ max: 100 });

export const CustomerCommands = defineCommands('customer', {
  registerCustomer: {
    creates: 'customerId',
    input: z.object({
      customerId: CustomerId,
      name: CustomerName,
      email: EmailAddress,
      phoneNumber: optional(PhoneNumber),
      address: optional(AddressInput),
    }),
    emits: ['CustomerRegistered', 'EmailReserved'],
    refuses: [EmailTaken],
  },
  changeCustomerName: {
    changes: 'customerId',
    input: z.object({ customerId: CustomerId, name: CustomerName }),
    emits: ['CustomerNameChanged'],
    refuses: [NothingToChange],
  },
  changeCustomerEmail: {
    changes: 'customerId',
    input: z.object({ customerId: CustomerId, email: EmailAddress }),
    emits: ['CustomerEmailChanged', 'EmailReleased', 'EmailReserved'],
    refuses: [NothingToChange, EmailTaken],
  },
  changeCustomerPhoneNumber: {
    changes: 'customerId',
    input: z.object({ customerId: CustomerId, phoneNumber: PhoneNumber }),
    emits: ['CustomerPhoneNumberChanged'],
    refuses: [NothingToChange],
  },
  updateCustomerAddress: {
    changes: 'customerId',
    input: z.object({ customerId: CustomerId, address: AddressInput }),
    emits: ['CustomerAddressUpdated'],
    refuses: [NothingToChange],
  },
});
