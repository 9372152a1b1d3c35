// Commands about customers.
import { defineCommands, NothingToChange } from '#engine';
import { z } from 'zod';
import { customerOf } from '../shared/access.ts';
import { AddressInput } from '../shared/address.ts';
import { EmailAddress, PhoneNumber } from '../shared/contact.ts';
import { CustomerId } from '../shared/ids.ts';
import { line, optional } from '../shared/text.ts';
import { EmailTaken } from './refusals.ts';

const CustomerName = line({ max: 100 }).meta({ description: 'One line of at most 100 characters.' });
const Email = EmailAddress.meta({
  description: 'At most 254 characters. No two customers have the same one, case aside.',
});
const Phone = PhoneNumber.meta({
  description: 'E.164: `+`, country code and number, such as `+4930123456`.',
});

export const CustomerCommands = defineCommands(
  'customer',
  {
    registerCustomer: {
      description: 'Registers a customer. Refused if another one has the email address.',
      creates: 'customerId',
      access: customerOf('customerId'),
      input: z.object({
        customerId: CustomerId,
        name: CustomerName,
        email: Email,
        phoneNumber: optional(Phone),
        address: optional(AddressInput).meta({ description: 'Where orders go that name no other address.' }),
      }),
      emits: ['CustomerRegistered', 'EmailReserved'],
      refuses: [EmailTaken],
      personal: { subject: 'customer', fields: ['name', 'email', 'phoneNumber', 'address'] },
    },
    changeCustomerName: {
      description: 'Renames a customer, also on the orders that show the name.',
      changes: 'customerId',
      access: customerOf('customerId'),
      input: z.object({ customerId: CustomerId, name: CustomerName }),
      emits: ['CustomerNameChanged'],
      refuses: [NothingToChange],
      personal: { subject: 'customer', fields: ['name'] },
    },
    changeCustomerEmail: {
      description:
        'Gives a customer another email address, and sets the old one free. Refused if another customer has it.',
      changes: 'customerId',
      access: customerOf('customerId'),
      input: z.object({ customerId: CustomerId, email: Email }),
      emits: ['CustomerEmailChanged', 'EmailReleased', 'EmailReserved'],
      refuses: [NothingToChange, EmailTaken],
      personal: { subject: 'customer', fields: ['email'] },
    },
    changeCustomerPhoneNumber: {
      description: 'Gives a customer a phone number, or another one.',
      changes: 'customerId',
      access: customerOf('customerId'),
      input: z.object({ customerId: CustomerId, phoneNumber: Phone }),
      emits: ['CustomerPhoneNumberChanged'],
      refuses: [NothingToChange],
      personal: { subject: 'customer', fields: ['phoneNumber'] },
    },
    updateCustomerAddress: {
      description: 'Gives a customer an address, or another one. Orders that are there keep theirs.',
      changes: 'customerId',
      access: customerOf('customerId'),
      input: z.object({
        customerId: CustomerId,
        address: AddressInput.meta({ description: 'All of it: it takes the place of the one before.' }),
      }),
      emits: ['CustomerAddressUpdated'],
      refuses: [NothingToChange],
      personal: { subject: 'customer', fields: ['address'] },
    },
  },
  { knownTo: customerOf('customerId') },
);
