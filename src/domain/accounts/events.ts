// Events of accounts: opened, deposited, withdrawn, closed. Every event names its customer; what moves money says the
// balance after it, so that a line of a statement is one event.
import { defineEvents, event } from '#engine';
import type { Money } from '../shared/money.ts';

interface Movement {
  readonly customerId: string;
  readonly amount: Money;
  /** After the movement. */
  readonly balance: Money;
}

export const AccountEvents = defineEvents('account', {
  /** Its balance is zero. */
  AccountOpened: event<{ customerId: string; currency: string }>(),
  MoneyDeposited: event<Movement>(),
  MoneyWithdrawn: event<Movement>(),
  /** Its balance is zero. */
  AccountClosed: event<{ customerId: string; currency: string }>(),
});
