// Ways in which only an account's command is refused.
import { defineRefusal } from '#engine';
import { AccountId } from '../shared/ids.ts';
import { Money, moneyText } from '../shared/money.ts';

export const InsufficientFunds = defineRefusal(
  'InsufficientFunds',
  {
    balance: Money.meta({ description: 'What there is.' }),
    requested: Money.meta({ description: 'What was to be withdrawn.' }),
  },
  {
    description: 'There is less on the account: it is never below zero.',
    message: ({ balance, requested }) =>
      `The balance is ${moneyText(balance)}, less than ${moneyText(requested)}.`,
  },
);

export const AccountNotEmpty = defineRefusal(
  'AccountNotEmpty',
  { balance: Money.meta({ description: 'What has to be withdrawn first.' }) },
  {
    description: 'There is still money on the account.',
    message: ({ balance }) => `The balance is ${moneyText(balance)}; an account is closed at zero.`,
  },
);

export const AccountClosed = defineRefusal(
  'AccountClosed',
  { accountId: AccountId },
  {
    description: 'The account is closed, for good.',
    message: ({ accountId }) => `Account ${accountId} is closed.`,
  },
);
