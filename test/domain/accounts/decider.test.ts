import { describe, expect, it } from 'vitest';
import { AlreadyExists, NotFound, toStream, reject, ValidationFailed } from '#engine';
import { given } from '#engine/testing';
import { accountDecider } from '../../../src/domain/accounts/decider.ts';
import { AccountEvents } from '../../../src/domain/accounts/events.ts';
import { AccountClosed, AccountNotEmpty, InsufficientFunds } from '../../../src/domain/accounts/refusals.ts';
import { MOST_MINOR } from '../../../src/domain/shared/money.ts';
import { CurrencyMismatch } from '../../../src/domain/shared/refusals.ts';
import { ada, euros } from '../examples.ts';
import { accountId, closed, customerId, deposited, opened, sent, withdrawn, yen } from './examples.ts';

const open = { accountId, customerId, currency: 'EUR' };
/** 12.50 on it. */
const filled = [ada, opened, deposited(1250, 1250)];

describe('openAccount', () => {
  it('opens an account of the customer', () => {
    given(accountDecider, [ada]).when('openAccount', open).then(opened);
  });

  it('opens as many as the customer wants, each in its own currency', () => {
    given(accountDecider, [ada, toStream('account-2', opened)])
      .when('openAccount', { ...open, currency: 'JPY' })
      .then(AccountEvents.AccountOpened({ customerId, currency: 'JPY' }));
  });

  it('refuses a customer that is not there', () => {
    given(accountDecider, [toStream('customer-2', ada)])
      .when('openAccount', open)
      .then(reject(NotFound, { what: 'customer', id: customerId }));
  });

  it.each([
    ['open', [ada, opened]],
    ['closed', [ada, opened, closed]],
  ])('refuses an id whose account is %s', (_what, past) => {
    given(accountDecider, past)
      .when('openAccount', open)
      .then(reject(AlreadyExists, { what: 'account', id: accountId }));
  });

  it.each([
    ['accountId', 'a/b'],
    ['accountId', 'x'.repeat(65)],
    ['customerId', ''],
    ['currency', 'eur'],
    ['currency', 'XXX'],
  ])('refuses as %s %j', (field, value) => {
    given(accountDecider, [ada])
      .when('openAccount', { ...open, [field]: value })
      .then(ValidationFailed);
  });
});

describe('depositMoney', () => {
  it('adds to the balance', () => {
    given(accountDecider, [ada, opened]).when('depositMoney', sent('12.50')).then(deposited(1250, 1250));
    given(accountDecider, filled).when('depositMoney', sent('0.01')).then(deposited(1, 1251));
  });

  it('is exact to the largest balance, and refuses the smallest amount beyond it', () => {
    const almost = [opened, deposited(MOST_MINOR - 1, MOST_MINOR - 1)];
    given(accountDecider, almost).when('depositMoney', sent('0.01')).then(deposited(1, MOST_MINOR));
    given(accountDecider, almost)
      .when('depositMoney', sent('0.02'))
      .then(
        reject(ValidationFailed, {
          issues: [{ path: 'amount.amount', message: 'the balance would be too large' }],
        }),
      );
    given(accountDecider, [opened, deposited(MOST_MINOR, MOST_MINOR)])
      .when('depositMoney', sent('10000000000.00'))
      .then(ValidationFailed);
  });
});

describe('withdrawMoney', () => {
  it('takes from the balance, to the last cent', () => {
    given(accountDecider, filled).when('withdrawMoney', sent('2.49')).then(withdrawn(249, 1001));
    given(accountDecider, filled).when('withdrawMoney', sent('12.50')).then(withdrawn(1250, 0));
  });

  it('refuses more than there is', () => {
    given(accountDecider, filled)
      .when('withdrawMoney', sent('12.51'))
      .then(reject(InsufficientFunds, { balance: euros(1250), requested: euros(1251) }));
    given(accountDecider, [ada, opened])
      .when('withdrawMoney', sent('0.01'))
      .then(reject(InsufficientFunds, { balance: euros(0), requested: euros(1) }));
  });

  it('compares with the balance after the last movement', () => {
    given(accountDecider, [...filled, withdrawn(1000, 250)])
      .when('withdrawMoney', sent('2.51'))
      .then(reject(InsufficientFunds, { balance: euros(250), requested: euros(251) }));
  });

  it('says what there is and what was asked for', () => {
    const { outcome } = given(accountDecider, filled).when('withdrawMoney', sent('20'));
    expect(outcome).toMatchObject({ message: 'The balance is 12.50 EUR, less than 20.00 EUR.' });
  });
});

describe.each(['depositMoney', 'withdrawMoney'] as const)('%s', (command) => {
  it('is in the currency of the account', () => {
    given(accountDecider, filled)
      .when(command, sent('1', 'JPY'))
      .then(reject(CurrencyMismatch, { expected: 'EUR', actual: 'JPY' }));
  });

  it('has the digits of that currency', () => {
    const past = [
      AccountEvents.AccountOpened({ customerId, currency: 'JPY' }),
      AccountEvents.MoneyDeposited({ customerId, amount: yen(500), balance: yen(500) }),
    ];
    given(accountDecider, past).when(command, sent('1.5', 'JPY')).then(ValidationFailed);
    const moved = { depositMoney: 'MoneyDeposited', withdrawMoney: 'MoneyWithdrawn' } as const;
    const balance = { depositMoney: yen(515), withdrawMoney: yen(485) };
    given(accountDecider, past)
      .when(command, sent('15', 'JPY'))
      .then(AccountEvents[moved[command]]({ customerId, amount: yen(15), balance: balance[command] }));
  });

  it.each(['0', '0.00', '-1', '1.234', '1e3', '', ' 1', '10000000000.01', '9007199254740993'])(
    'refuses %j euros',
    (amount) => {
      const { outcome } = given(accountDecider, filled).when(command, sent(amount));
      expect(outcome).toMatchObject({
        code: 'VALIDATION_FAILED',
        data: { issues: [{ path: 'amount.amount' }] },
      });
    },
  );

  it('refuses a closed account, in whatever currency', () => {
    const past = [...filled, withdrawn(1250, 0), closed];
    for (const currency of ['EUR', 'JPY']) {
      given(accountDecider, past)
        .when(command, sent('1', currency))
        .then(reject(AccountClosed, { accountId }));
    }
  });
});

describe('closeAccount', () => {
  it('closes an account with nothing on it', () => {
    given(accountDecider, [ada, opened]).when('closeAccount', { accountId }).then(closed);
    given(accountDecider, [...filled, withdrawn(1250, 0)])
      .when('closeAccount', { accountId })
      .then(closed);
  });

  it('refuses while there is something on it', () => {
    given(accountDecider, filled)
      .when('closeAccount', { accountId })
      .then(reject(AccountNotEmpty, { balance: euros(1250) }));
  });

  it('refuses to close twice', () => {
    given(accountDecider, [ada, opened, closed])
      .when('closeAccount', { accountId })
      .then(reject(AccountClosed, { accountId }));
  });
});

it.each([
  ['depositMoney', sent('1')],
  ['withdrawMoney', sent('1')],
  ['closeAccount', { accountId }],
] as const)('%s needs an account', (command, input) => {
  given(accountDecider, [toStream('account-2', opened)])
    .when(command, input)
    .then(reject(NotFound, { what: 'account', id: accountId }));
});
