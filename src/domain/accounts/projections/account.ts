// Account: what is on it, and whose it is. Written with the events, so that nobody ever sees an old balance.
import { dateTime, defineDocument, defineProjection } from '#engine';
import { CurrencyCode } from '../../shared/currencies.ts';
import { CustomerId } from '../../shared/ids.ts';
import { Money } from '../../shared/money.ts';
import { AccountEvents } from '../events.ts';
import { AccountStatus } from '../status.ts';

export const AccountDocument = defineDocument('Account', {
  customerId: CustomerId,
  currency: CurrencyCode,
  balance: Money,
  status: AccountStatus,
  openedAt: dateTime(),
  closedAt: dateTime().nullable(),
});

export const accountProjection = defineProjection({
  name: 'account',
  document: AccountDocument,
  from: [AccountEvents],
  inline: true,
  create: {
    AccountOpened: ({ data: { customerId, currency }, occurredAt }) => ({
      customerId,
      currency,
      balance: { minor: 0, currency },
      status: 'OPEN',
      openedAt: occurredAt,
      closedAt: null,
    }),
  },
  update: {
    MoneyDeposited: (account, { data: { balance } }) => ({ ...account, balance }),
    MoneyWithdrawn: (account, { data: { balance } }) => ({ ...account, balance }),
    AccountClosed: (account, { occurredAt }) => ({ ...account, status: 'CLOSED', closedAt: occurredAt }),
  },
});
