// Accounts: a tenth of the customers has one, with deposits, withdrawals and now and then an end.
import { customerOf } from './customers.ts';
import { minorFor, moneyInput } from './money.ts';
import { randomFor } from './random.ts';
import { idOf, type Shop } from './shop.ts';
import { DAY, HOUR, type Step } from './steps.ts';

const WITH_ACCOUNT = 0.1;
const MOST_MOVEMENTS = 8;

/** Nothing for most customers. @param at when the customer registered. */
export function accountLife(shop: Shop, customer: number, at: number): readonly Step[] {
  const random = randomFor(shop.seed, 'account', customer);
  if (!random.chance(WITH_ACCOUNT)) return [];
  const accountId = idOf(shop, 'account', customer);
  const { id: customerId, country } = customerOf(shop, customer);
  const { currency } = country;
  const steps: Step[] = [];
  let now = at;
  let balance = 0;
  const then = (
    command: string,
    input: Readonly<Record<string, unknown>> = {},
    reads: readonly string[] = [],
  ) => {
    now = Math.floor(now + random.between(HOUR, 40 * DAY));
    steps.push({ at: now, command, input: { accountId, ...input }, changes: accountId, reads });
  };
  const deposit = () => {
    const minor = minorFor(random.logNormal(120, 0.7), currency);
    balance += minor;
    then('depositMoney', { amount: moneyInput(minor, currency) });
  };
  const withdraw = (minor: number) => {
    balance -= minor;
    then('withdrawMoney', { amount: moneyInput(minor, currency) });
  };

  then('openAccount', { customerId, currency }, [customerId]);
  deposit();
  for (let left = random.below(MOST_MOVEMENTS); left > 0; left -= 1) {
    if (balance > 1 && random.chance(0.5)) withdraw(1 + random.below(balance - 1));
    else deposit();
  }
  if (random.chance(0.1)) {
    if (balance > 0) withdraw(balance);
    then('closeAccount');
  }
  return steps;
}
