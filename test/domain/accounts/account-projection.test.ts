import { expect, it } from 'vitest';
import { at, projecting, type PastEvent } from '#engine/testing';
import { accountProjection } from '../../../src/domain/accounts/projections/account.ts';
import { euros } from '../examples.ts';
import { accountId, closed, customerId, deposited, opened, withdrawn } from './examples.ts';

const account = (...events: readonly PastEvent[]) =>
  projecting(accountProjection, [at('2026-03-01T10:00:00.000Z', opened), ...events]).get(accountId);

it('shows a new account and whose it is', () => {
  expect(account()).toEqual({
    id: accountId,
    version: 1,
    position: '1',
    customerId,
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
