// The account that the tests of accounts tell about.
import { AccountEvents } from '../../../src/domain/accounts/events.ts';
import type { Money } from '../../../src/domain/shared/money.ts';
import { euros } from '../examples.ts';

export const accountId = 'account-1';
export const customerId = 'customer-1';

export const yen = (minor: number): Money => ({ minor, currency: 'JPY' });
/** As a client sends it. */
export const sent = (amount: string, currency = 'EUR') => ({ accountId, amount: { amount, currency } });

/** In euros. */
export const opened = AccountEvents.AccountOpened({ customerId, currency: 'EUR' });
export const deposited = (cents: number, balance: number) =>
  AccountEvents.MoneyDeposited({ customerId, amount: euros(cents), balance: euros(balance) });
export const withdrawn = (cents: number, balance: number) =>
  AccountEvents.MoneyWithdrawn({ customerId, amount: euros(cents), balance: euros(balance) });
export const closed = AccountEvents.AccountClosed({ customerId, currency: 'EUR' });
