// The decider of accounts. The balance is never below zero nor beyond what money may be; a closed account stays as it
// is.
import { defineDecider, fact, NotFound, reject, ValidationFailed } from '#engine';
import { isWithinLimit, minus, plus, type Money } from '../shared/money.ts';
import { CurrencyMismatch } from '../shared/refusals.ts';
import { AccountCommands } from './commands.ts';
import { AccountEvents } from './events.ts';
import { accountHolder } from './references.ts';
import { AccountClosed, AccountNotEmpty, InsufficientFunds } from './refusals.ts';
import type { AccountStatus } from './status.ts';

interface AccountState {
  readonly status: AccountStatus;
  readonly customerId: string;
  readonly balance: Money;
}
const initialState: AccountState = {
  status: 'OPEN',
  customerId: '',
  balance: { minor: 0, currency: '' },
};

interface Movement {
  readonly accountId: string;
  readonly amount: Money;
}

/** Nothing if the account is open and of that currency. */
function refusalOf({ status, balance }: AccountState, { accountId, amount }: Movement) {
  if (status === 'CLOSED') return reject(AccountClosed, { accountId });
  return amount.currency === balance.currency
    ? undefined
    : reject(CurrencyMismatch, { expected: balance.currency, actual: amount.currency });
}

export const accountDecider = defineDecider({
  commands: AccountCommands,
  events: AccountEvents,
  initialState,
  facts: { openAccount: ({ customerId }) => ({ holder: fact(accountHolder, customerId) }) },
  decide: {
    openAccount: (_account, { customerId, currency }, { holder }) =>
      holder
        ? AccountEvents.AccountOpened({ customerId, currency })
        : reject(NotFound, { what: 'customer', id: customerId }),
    depositMoney: (account, movement) => {
      const refused = refusalOf(account, movement);
      if (refused) return refused;
      const { amount } = movement;
      const balance = plus(account.balance, amount);
      if (!isWithinLimit(balance)) {
        const message = 'the balance would be too large';
        return reject(ValidationFailed, { issues: [{ path: 'amount.amount', message }] });
      }
      return AccountEvents.MoneyDeposited({ customerId: account.customerId, amount, balance });
    },
    withdrawMoney: (account, movement) => {
      const refused = refusalOf(account, movement);
      if (refused) return refused;
      const { amount } = movement;
      if (amount.minor > account.balance.minor) {
        return reject(InsufficientFunds, { balance: account.balance, requested: amount });
      }
      const balance = minus(account.balance, amount);
      return AccountEvents.MoneyWithdrawn({ customerId: account.customerId, amount, balance });
    },
    closeAccount: ({ status, customerId, balance }, { accountId }) => {
      if (status === 'CLOSED') return reject(AccountClosed, { accountId });
      if (balance.minor !== 0) return reject(AccountNotEmpty, { balance });
      return AccountEvents.AccountClosed({ customerId, currency: balance.currency });
    },
  },
  evolve: {
    AccountOpened: (_account, { customerId, currency }) => ({
      status: 'OPEN',
      customerId,
      balance: { minor: 0, currency },
    }),
    MoneyDeposited: (account, { balance }) => ({ ...account, balance }),
    MoneyWithdrawn: (account, { balance }) => ({ ...account, balance }),
    AccountClosed: (account) => ({ ...account, status: 'CLOSED' }),
  },
});
