import { expect, it } from 'vitest';
import { on } from '#engine';
import { at, projecting, type PastEvent } from '#engine/testing';
import { accountProjection } from '../../../src/domain/accounts/projections/account.ts';
import { CustomerEvents } from '../../../src/domain/customers/events.ts';
import { ada, euros, paris } from '../examples.ts';
import { accountId, closed, customerId, deposited, opened, withdrawn } from './examples.ts';

const account = (...events: readonly PastEvent[]) =>
  projecting(accountProjection, [ada, at('2026-03-01T10:00:00.000Z', opened), ...events]).get(accountId);

it('shows a new account and whose it is', () => {
  expect(account()).toEqual({
    id: accountId,
    version: 1,
    position: '2',
    customerId,
    customerName: 'Ada',
    currency: 'EUR',
    balance: euros(0),
    status: 'OPEN',
    openedAt: '2026-03-01T10:00:00.000Z',
    closedAt: null,
  });
});

it('follows the money', () => {
  expect(account(deposited(1250, 1250))).toMatchObject({ version: 2, balance: euros(1250) });
  expect(account(deposited(1250, 1250), withdrawn(250, 1000), deposited(1, 1001))).toMatchObject({
    version: 4,
    balance: euros(1001),
    status: 'OPEN',
  });
});

it('knows when it was closed', () => {
  expect(
    account(deposited(1250, 1250), withdrawn(1250, 0), at('2026-03-04T10:00:00.000Z', closed)),
  ).toMatchObject({
    version: 4,
    balance: euros(0),
    status: 'CLOSED',
    openedAt: '2026-03-01T10:00:00.000Z',
    closedAt: '2026-03-04T10:00:00.000Z',
  });
});

it('shows its customer as the customer is called now, closed or not', () => {
  const renamed = CustomerEvents.CustomerNameChanged({ name: 'Ada L.' });
  const others = [
    on('customer-2', ada),
    on('customer-2', CustomerEvents.CustomerNameChanged({ name: 'Bob' })),
  ];
  expect(account(renamed, ...others)).toMatchObject({ version: 1, position: '3', customerName: 'Ada L.' });
  expect(account(closed, renamed)).toMatchObject({ version: 2, position: '4', customerName: 'Ada L.' });
});

it('does not move with what it does not show of its customer', () => {
  expect(account(CustomerEvents.CustomerAddressUpdated({ address: paris }))).toMatchObject({ position: '2' });
});

it('keeps accounts apart', () => {
  const documents = projecting(accountProjection, [
    ada,
    opened,
    on('account-2', opened),
    on('account-2', deposited(500, 500)),
  ]);
  expect([...documents.values()]).toMatchObject([
    { id: accountId, version: 1, balance: euros(0) },
    { id: 'account-2', version: 2, balance: euros(500) },
  ]);
});
