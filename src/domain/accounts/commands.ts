// Commands about accounts.
import { defineCommands, ValidationFailed } from '#engine';
import { z } from 'zod';
import { customerOf } from '../shared/access.ts';
import { CurrencyCode } from '../shared/currencies.ts';
import { AccountId, CustomerId } from '../shared/ids.ts';
import { PositiveMoneyInput } from '../shared/money.ts';
import { CurrencyMismatch } from '../shared/refusals.ts';
import { AccountClosed, AccountNotEmpty, InsufficientFunds } from './refusals.ts';

export const AccountCommands = defineCommands(
  'account',
  {
    openAccount: {
      description:
        'Opens an account of a customer at zero. A customer may have several. NotFound if there is no such customer.',
      creates: 'accountId',
      access: customerOf('customerId'),
      input: z.object({
        accountId: AccountId,
        customerId: CustomerId,
        currency: CurrencyCode.meta({ description: 'The only one it ever holds.' }),
      }),
      emits: ['AccountOpened'],
    },
    depositMoney: {
      description: 'Puts money on an account. Refused if it is closed or of another currency.',
      changes: 'accountId',
      access: customerOf('customerId'),
      input: z.object({
        accountId: AccountId,
        amount: PositiveMoneyInput.meta({ description: 'More than zero, in the currency of the account.' }),
      }),
      refuses: [AccountClosed, CurrencyMismatch, ValidationFailed],
      emits: ['MoneyDeposited'],
    },
    withdrawMoney: {
      description:
        'Takes money from an account. Refused if there is less on it, or if it is closed or of another currency.',
      changes: 'accountId',
      access: customerOf('customerId'),
      input: z.object({
        accountId: AccountId,
        amount: PositiveMoneyInput.meta({ description: 'More than zero, in the currency of the account.' }),
      }),
      refuses: [AccountClosed, CurrencyMismatch, InsufficientFunds],
      emits: ['MoneyWithdrawn'],
    },
    closeAccount: {
      description: 'Closes an account for good. Refused while there is money on it.',
      changes: 'accountId',
      access: customerOf('customerId'),
      input: z.object({ accountId: AccountId }),
      refuses: [AccountClosed, AccountNotEmpty],
      emits: ['AccountClosed'],
    },
  },
  { knownTo: customerOf('customerId') },
);
