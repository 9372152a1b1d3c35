// Ways in which only an account's command is refused.
import { defineRefusal } from '#engine';
import { AccountId } from '../shared/ids.ts';
import { Money, moneyText } from '../shared/money.ts';

export const InsufficientFunds = defineRefusal(
  'InsufficientFunds',
  { balance: Money, requested: Money },
  ({ balance, requested }) => `The balance is ${moneyText(balance)}, less than ${moneyText(requested)}.`,
);

export const AccountNotEmpty = defineRefusal(
  'AccountNotEmpty',
  { balance: Money },
  ({ balance }) => `The balance is ${moneyText(balance)}; an account is closed at zero.`,
);

export const AccountClosed = defineRefusal(
  'AccountClosed',
  { accountId: AccountId },
  ({ accountId }) => `Account ${accountId} is closed.`,
);
