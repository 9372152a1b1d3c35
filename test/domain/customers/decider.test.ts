import { describe, expect, it } from 'vitest';
import { AlreadyExists, NotFound, NothingToChange, toStream, reject, ValidationFailed } from '#engine';
import { given } from '#engine/testing';
import { customerDecider } from '../../../src/domain/customers/decider.ts';
import { CustomerEvents, EmailEvents } from '../../../src/domain/customers/events.ts';
import { emailId } from '../../../src/domain/customers/references.ts';
import { EmailTaken } from '../../../src/domain/customers/refusals.ts';
import { ada, berlin, paris } from '../examples.ts';

const customerId = 'customer-1';
const reserved = (email: string, by = customerId) =>
  toStream(emailId(email), EmailEvents.EmailReserved({ customerId: by }));
const released = (email: string, by = customerId) =>
  toStream(emailId(email), EmailEvents.EmailReleased({ customerId: by }));
const registered = [ada, reserved('ada@example.com')];

describe('registerCustomer', () => {
  it('registers the customer and reserves the email address', () => {
    given(customerDecider)
      .when('registerCustomer', {
        customerId,
        name: ' Ada ',
        email: ' Ada@example.com ',
        phoneNumber: '+4930123456',
        address: berlin,
      })
      .then([ada, reserved('ada@example.com')]);
  });

  it('needs only a name and an email address', () => {
    const least = { name: 'Ada', email: 'ada@example.com', phoneNumber: null, address: null };
    given(customerDecider)
      .when('registerCustomer', { customerId, name: 'Ada', email: 'ada@example.com' })
      .then([CustomerEvents.CustomerRegistered(least), reserved('ada@example.com')]);
    given(customerDecider)
      .when('registerCustomer', { customerId, ...least })
      .then([CustomerEvents.CustomerRegistered(least), reserved('ada@example.com')]);
  });

  it('refuses an email address that another customer holds, in whatever case', () => {
    given(customerDecider, [reserved('ada@example.com', 'customer-9')])
      .when('registerCustomer', { customerId, name: 'Ada', email: 'ADA@Example.com' })
      .then(EmailTaken);
  });

  it('takes an email address that was given up', () => {
    given(customerDecider, [
      reserved('ada@example.com', 'customer-9'),
      released('ada@example.com', 'customer-9'),
    ])
      .when('registerCustomer', { customerId, name: 'Ada', email: 'ada@example.com' })
      .then([
        CustomerEvents.CustomerRegistered({
          name: 'Ada',
          email: 'ada@example.com',
          phoneNumber: null,
          address: null,
        }),
        reserved('ada@example.com'),
      ]);
  });

  it('does not register twice', () => {
    given(customerDecider, registered)
      .when('registerCustomer', { customerId, name: 'Ada', email: 'other@example.com' })
      .then(reject(AlreadyExists, { what: 'customer', id: customerId }));
  });

  it.each([
    ['customerId', ''],
    ['customerId', 'a/b'],
    ['customerId', 'x'.repeat(65)],
    ['name', ' '],
    ['name', 'x'.repeat(101)],
    ['name', 'A\nda'],
    ['email', 'ada'],
    ['phoneNumber', '030 123456'],
    ['address', {}],
  ])('refuses as %s %j', (field, value) => {
    const input = { customerId, name: 'x'.repeat(100), email: 'ada@example.com' };
    given(customerDecider)
      .when('registerCustomer', { ...input, [field]: value })
      .then(ValidationFailed);
  });

  it('says where the input is wrong', () => {
    const { outcome } = given(customerDecider).when('registerCustomer', {
      customerId,
      name: 'Ada',
      email: 'ada',
      address: { ...berlin, country: 'XX' },
    });
    expect(outcome).toMatchObject({
      code: 'VALIDATION_FAILED',
      data: { issues: [{ path: 'email' }, { path: 'address.country' }] },
    });
  });
});

describe('changeCustomerName', () => {
  it('changes it', () => {
    given(customerDecider, registered)
      .when('changeCustomerName', { customerId, name: 'Ada L.' })
      .then(CustomerEvents.CustomerNameChanged({ name: 'Ada L.' }));
  });

  it('refuses what it is already', () => {
    given(customerDecider, registered)
      .when('changeCustomerName', { customerId, name: ' Ada ' })
      .then(NothingToChange);
  });

  it('compares with the last change', () => {
    given(customerDecider, [...registered, CustomerEvents.CustomerNameChanged({ name: 'Bob' })])
      .when('changeCustomerName', { customerId, name: 'Ada' })
      .then(CustomerEvents.CustomerNameChanged({ name: 'Ada' }));
  });

  it('refuses a customer that is not there', () => {
    given(customerDecider)
      .when('changeCustomerName', { customerId, name: 'Ada' })
      .then(reject(NotFound, { what: 'customer', id: customerId }));
  });
});

describe('changeCustomerEmail', () => {
  it('moves the reservation', () => {
    given(customerDecider, registered)
      .when('changeCustomerEmail', { customerId, email: 'ada@example.org' })
      .then([
        CustomerEvents.CustomerEmailChanged({ email: 'ada@example.org' }),
        released('ada@example.com'),
        reserved('ada@example.org'),
      ]);
  });

  it('releases the address held last, not the first one', () => {
    const moved = [
      CustomerEvents.CustomerEmailChanged({ email: 'second@example.com' }),
      released('ada@example.com'),
      reserved('second@example.com'),
    ];
    given(customerDecider, [...registered, ...moved])
      .when('changeCustomerEmail', { customerId, email: 'ada@example.com' })
      .then([
        CustomerEvents.CustomerEmailChanged({ email: 'ada@example.com' }),
        released('second@example.com'),
        reserved('ada@example.com'),
      ]);
  });

  it('keeps the reservation where only the case changes', () => {
    given(customerDecider, registered)
      .when('changeCustomerEmail', { customerId, email: 'adA@Example.com' })
      .then(CustomerEvents.CustomerEmailChanged({ email: 'adA@example.com' }));
  });

  it.each(['Ada@example.com', 'Ada@EXAMPLE.com', 'Ada@ｅxample.com'])(
    'refuses the same address: %s',
    (email) => {
      given(customerDecider, registered)
        .when('changeCustomerEmail', { customerId, email })
        .then(NothingToChange);
    },
  );

  it('refuses an address that another customer holds', () => {
    given(customerDecider, [...registered, reserved('bob@example.com', 'customer-2')])
      .when('changeCustomerEmail', { customerId, email: 'Bob@example.com' })
      .then(EmailTaken);
  });
});

describe('changeCustomerPhoneNumber', () => {
  it('changes it', () => {
    given(customerDecider, registered)
      .when('changeCustomerPhoneNumber', { customerId, phoneNumber: '+331234567' })
      .then(CustomerEvents.CustomerPhoneNumberChanged({ phoneNumber: '+331234567' }));
  });

  it('refuses what it is already, and what is none', () => {
    given(customerDecider, registered)
      .when('changeCustomerPhoneNumber', { customerId, phoneNumber: '+4930123456' })
      .then(NothingToChange);
    given(customerDecider, registered)
      .when('changeCustomerPhoneNumber', { customerId, phoneNumber: '12345678' })
      .then(ValidationFailed);
  });
});

describe('updateCustomerAddress', () => {
  it('changes it', () => {
    given(customerDecider, registered)
      .when('updateCustomerAddress', { customerId, address: paris })
      .then(CustomerEvents.CustomerAddressUpdated({ address: paris }));
  });

  it('refuses what it is already', () => {
    given(customerDecider, registered)
      .when('updateCustomerAddress', { customerId, address: { ...berlin, line2: null } })
      .then(NothingToChange);
  });
});
