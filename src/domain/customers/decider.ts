// The decider of customers. An email address is held by one of them: its reservation is appended with the customer's
// own events, all or nothing.
import { defineDecider, fact, NothingToChange, toStream, reject } from '#engine';
import { addressOf, sameAddress, type Address } from '../shared/address.ts';
import { CustomerCommands } from './commands.ts';
import { CustomerEvents, EmailEvents } from './events.ts';
import { emailId, emailReservation } from './references.ts';
import { EmailTaken } from './refusals.ts';

interface CustomerState {
  readonly name: string;
  readonly email: string;
  readonly phoneNumber: string | null;
  readonly address: Address | null;
}
const initialState: CustomerState = { name: '', email: '', phoneNumber: null, address: null };

export const customerDecider = defineDecider({
  commands: CustomerCommands,
  events: CustomerEvents,
  initialState,
  facts: {
    registerCustomer: ({ email }) => ({ reservation: fact(emailReservation, emailId(email)) }),
    changeCustomerEmail: ({ email }, customer) => ({
      reservation: fact(emailReservation, emailId(email)),
      held: fact(emailReservation, emailId(customer.email)),
    }),
  },
  decide: {
    registerCustomer: (_customer, { customerId, name, email, phoneNumber, address }, { reservation }) => {
      if (reservation?.customerId) return reject(EmailTaken, {});
      return [
        CustomerEvents.CustomerRegistered({
          name,
          email,
          phoneNumber,
          address: address && addressOf(address),
        }),
        toStream(emailId(email), EmailEvents.EmailReserved({ customerId })),
      ];
    },
    changeCustomerName: (customer, { name }) =>
      name === customer.name ? reject(NothingToChange, {}) : CustomerEvents.CustomerNameChanged({ name }),
    changeCustomerEmail: (customer, { customerId, email }, { reservation }) => {
      if (email === customer.email) return reject(NothingToChange, {});
      const changed = CustomerEvents.CustomerEmailChanged({ email });
      if (emailId(email) === emailId(customer.email)) return changed;
      if (reservation?.customerId) return reject(EmailTaken, {});
      return [
        changed,
        toStream(emailId(customer.email), EmailEvents.EmailReleased({ customerId })),
        toStream(emailId(email), EmailEvents.EmailReserved({ customerId })),
      ];
    },
    changeCustomerPhoneNumber: (customer, { phoneNumber }) =>
      phoneNumber === customer.phoneNumber
        ? reject(NothingToChange, {})
        : CustomerEvents.CustomerPhoneNumberChanged({ phoneNumber }),
    updateCustomerAddress: (customer, { address }) =>
      customer.address && sameAddress(address, customer.address)
        ? reject(NothingToChange, {})
        : CustomerEvents.CustomerAddressUpdated({ address: addressOf(address) }),
  },
  evolve: {
    CustomerRegistered: (_customer, { name, email, phoneNumber, address }) => ({
      name,
      email,
      phoneNumber,
      address,
    }),
    CustomerNameChanged: (customer, { name }) => ({ ...customer, name }),
    CustomerEmailChanged: (customer, { email }) => ({ ...customer, email }),
    CustomerPhoneNumberChanged: (customer, { phoneNumber }) => ({ ...customer, phoneNumber }),
    CustomerAddressUpdated: (customer, { address }) => ({ ...customer, address }),
  },
});
