// Account: what is on it, and whose it is. Written with the events, so that nobody ever sees an old balance.
import { dateTime, defineDocument, defineProjection } from '#engine';
import { customerOf } from '../../shared/access.ts';
import { CurrencyCode } from '../../shared/currencies.ts';
import { CustomerId } from '../../shared/ids.ts';
import { Money } from '../../shared/money.ts';
import { AccountEvents } from '../events.ts';
import { AccountStatus } from '../status.ts';

export const AccountDocument = defineDocument(
  'Account',
  {
    customerId: CustomerId,
    currency: CurrencyCode.meta({ description: 'The only one it ever holds.' }),
    balance: Money.meta({ description: 'What is on it; never below zero.' }),
    status: AccountStatus.meta({ description: 'Closed is for good.' }),
    openedAt: dateTime().meta({ description: 'When it began, at zero.' }),
    closedAt: dateTime().nullable().meta({ description: 'Null while it is open.' }),
  },
  {
    access: { read: customerOf('customerId') },
    description: 'Money of a customer, in one currency. A read of it is never behind.',
  },
);

export const accountProjection = defineProjection('account', {
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
