import { expect, it } from 'vitest';
import { toStream } from '#engine';
import { at, projecting, type PastEvent } from '#engine/testing';
import { CustomerEvents } from '../../../src/domain/customers/events.ts';
import { customerProjection } from '../../../src/domain/customers/projections/customer.ts';
import { ada, berlin, cancelled, created, euros, lineOf, paid, paris } from '../examples.ts';

const customer = (...events: readonly PastEvent[]) =>
  projecting(customerProjection, [at('2026-03-01T10:00:00.000Z', ada), ...events]).get('customer-1');

it('begins with the registration', () => {
  expect(customer()).toEqual({
    id: 'customer-1',
    version: 1,
    position: '1',
    name: 'Ada',
    email: 'Ada@example.com',
    phoneNumber: '+4930123456',
    address: berlin,
    registeredAt: '2026-03-01T10:00:00.000Z',
    orderCount: 0,
    lifetimeValue: [],
  });
});

it('follows the changes', () => {
  expect(
    customer(
      CustomerEvents.CustomerNameChanged({ name: 'Ada L.' }),
      CustomerEvents.CustomerEmailChanged({ email: 'a@example.org' }),
      CustomerEvents.CustomerPhoneNumberChanged({ phoneNumber: '+331234567' }),
      CustomerEvents.CustomerAddressUpdated({ address: paris }),
    ),
  ).toMatchObject({
    version: 5,
    name: 'Ada L.',
    email: 'a@example.org',
    phoneNumber: '+331234567',
    address: paris,
  });
});

it('counts the orders, and moves with them without a new version', () => {
  expect(customer(toStream('order-1', created()), toStream('order-2', created()))).toMatchObject({
    version: 1,
    position: '3',
    orderCount: 2,
    lifetimeValue: [],
  });
});

it('sums up what was paid, currency by currency', () => {
  const yen = [lineOf(3, 'product-2', { minor: 500, currency: 'JPY' })];
  const dollars = [lineOf(1, 'product-3', { minor: 100, currency: 'USD' })];
  expect(
    customer(
      toStream('order-1', created(dollars)),
      toStream('order-1', paid(dollars)),
      toStream('order-2', created()),
      toStream('order-2', paid()),
      toStream('order-3', created(yen)),
      toStream('order-3', paid(yen)),
      toStream('order-4', created()),
      toStream('order-4', paid()),
    ),
  ).toMatchObject({
    orderCount: 4,
    lifetimeValue: [euros(7996), { minor: 1500, currency: 'JPY' }, { minor: 100, currency: 'USD' }],
  });
});

it('takes back what was paid for a cancelled order, and only that', () => {
  const bought = [
    toStream('order-1', created()),
    toStream('order-1', paid()),
    toStream('order-2', created()),
  ];
  expect(customer(...bought, toStream('order-2', cancelled()))).toMatchObject({
    orderCount: 2,
    lifetimeValue: [euros(3998)],
  });
  expect(customer(...bought, toStream('order-1', cancelled([lineOf(2)], true)))).toMatchObject({
    orderCount: 2,
    lifetimeValue: [],
  });
});
