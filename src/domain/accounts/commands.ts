// What may be asked about accounts.
import { defineCommands, ValidationFailed } from '#engine';
import { z } from 'zod';
import { CurrencyCode } from '../shared/currencies.ts';
import { AccountId, CustomerId } from '../shared/ids.ts';
import { PositiveMoneyInput } from '../shared/money.ts';
import { CurrencyMismatch } from '../shared/refusals.ts';
import { AccountClosed, AccountNotEmpty, InsufficientFunds } from './refusals.ts';

export const AccountCommands = defineCommands('account', {
  openAccount: {
    creates: 'accountId',
    input: z.object({ accountId: AccountId, customerId: CustomerId, currency: CurrencyCode }),
    emits: ['AccountOpened'],
  },
  depositMoney: {
    changes: 'accountId',
    input: z.object({ accountId: AccountId, amount: PositiveMoneyInput }),
    refuses: [AccountClosed, CurrencyMismatch, ValidationFailed],
    emits: ['MoneyDeposited'],
  },
  withdrawMoney: {
    changes: 'accountId',
    input: z.object({ accountId: AccountId, amount: PositiveMoneyInput }),
    refuses: [AccountClosed, CurrencyMismatch, InsufficientFunds],
    emits: ['MoneyWithdrawn'],
  },
  closeAccount: {
    changes: 'accountId',
    input: z.object({ accountId: AccountId }),
    refuses: [AccountClosed, AccountNotEmpty],
    emits: ['AccountClosed'],
  },
});
