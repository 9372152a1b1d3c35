// Account: what is on it, and whose it is, with the customer's name as it is now.
import { dateTime, defineDocument, defineProjection, embed } from '#engine';
import { CurrencyCode } from '../../shared/currencies.ts';
import { CustomerId } from '../../shared/ids.ts';
import { Money } from '../../shared/money.ts';
import { AccountEvents } from '../events.ts';
import { accountHolder } from '../references.ts';
import { AccountStatus } from '../status.ts';

export const AccountDocument = defineDocument('Account', {
  customerId: CustomerId,
  customerName: embed(accountHolder, 'customerId', 'name'),
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
