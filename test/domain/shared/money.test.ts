import { describe, expect, it } from 'vitest';
import { CurrencyCode, currencyDigits } from '../../../src/domain/shared/currencies.ts';
import {
  isWithinLimit,
  minus,
  Money,
  MoneyInput,
  moneyText,
  MOST_MINOR,
  plus,
  PositiveMoneyInput,
  sameMoney,
  times,
  wholeUnits,
} from '../../../src/domain/shared/money.ts';
import { shownAs } from '../../../src/engine/definitions/values.ts';
import { euros } from '../examples.ts';

const issuesOf = (input: unknown, schema = PositiveMoneyInput) =>
  schema.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

const show = (money: Money) => shownAs(Money)?.show(money);

describe('currencies', () => {
  it.each([
    ['EUR', 2],
    ['USD', 2],
    ['JPY', 0],
    ['ISK', 0],
    ['KWD', 3],
    ['BHD', 3],
    ['CLF', 4],
  ])('%s has %i digits', (code, digits) => {
    expect(CurrencyCode.parse(code)).toBe(code);
    expect(currencyDigits(code)).toBe(digits);
  });

  it.each(['', 'eur', 'EURO', 'EU', 'XXX', 'XAU', 'XTS', 'DEM', 'ABC', ' EUR'])('%j is none', (code) => {
    expect(CurrencyCode.safeParse(code).success).toBe(false);
  });
});

describe('money from a client', () => {
  it('becomes minor units', () => {
    expect(PositiveMoneyInput.parse({ amount: '19.99', currency: 'EUR' })).toEqual(euros(1999));
    expect(PositiveMoneyInput.parse({ amount: '500', currency: 'JPY' })).toEqual({
      minor: 500,
      currency: 'JPY',
    });
    expect(PositiveMoneyInput.parse({ amount: '1.5', currency: 'KWD' })).toEqual({
      minor: 1500,
      currency: 'KWD',
    });
  });

  it('has at most the digits of its currency', () => {
    expect(issuesOf({ amount: '1.999', currency: 'EUR' })).toEqual([
      'amount: must have at most 2 digits after the point',
    ]);
    expect(issuesOf({ amount: '1.5', currency: 'JPY' })).toEqual([
      'amount: must have at most 0 digits after the point',
    ]);
  });

  it('is more than zero where that is asked, else not below', () => {
    expect(issuesOf({ amount: '0.01', currency: 'EUR' })).toBeUndefined();
    expect(issuesOf({ amount: '0', currency: 'EUR' })).toEqual(['amount: must be more than zero']);
    expect(issuesOf({ amount: '-1', currency: 'EUR' })).toEqual(['amount: must be more than zero']);
    expect(issuesOf({ amount: '0', currency: 'EUR' }, MoneyInput)).toBeUndefined();
    expect(issuesOf({ amount: '-0.01', currency: 'EUR' }, MoneyInput)).toEqual([
      'amount: must not be negative',
    ]);
  });

  it('is not above the limit', () => {
    expect(PositiveMoneyInput.parse({ amount: '10000000000.00', currency: 'EUR' })).toEqual(
      euros(MOST_MINOR),
    );
    expect(issuesOf({ amount: '10000000000.01', currency: 'EUR' })).toEqual(['amount: is too large']);
  });

  it('is a decimal in a known currency', () => {
    expect(issuesOf({ amount: 'twelve', currency: 'EUR' })).toHaveLength(1);
    expect(issuesOf({ amount: '1e3', currency: 'EUR' })).toHaveLength(1);
    expect(issuesOf({ amount: 12, currency: 'EUR' })).toHaveLength(1);
    expect(issuesOf({ amount: '12', currency: 'EURO' })).toHaveLength(1);
    expect(issuesOf({ amount: '12' })).toHaveLength(1);
  });
});

describe('money as stored', () => {
  it('is shown with the digits of its currency', () => {
    expect(show(euros(3998))).toEqual({ amount: '39.98', currency: 'EUR' });
    expect(show({ minor: 500, currency: 'JPY' })).toEqual({ amount: '500', currency: 'JPY' });
    expect(show({ minor: 5, currency: 'KWD' })).toEqual({ amount: '0.005', currency: 'KWD' });
  });

  it('is written into a sentence as it is shown', () => {
    expect(moneyText(euros(1250))).toBe('12.50 EUR');
    expect(moneyText({ minor: 500, currency: 'JPY' })).toBe('500 JPY');
  });

  it.each([
    ['EUR', 0, 0],
    ['EUR', 99, 0],
    ['EUR', 100, 1],
    ['EUR', 1999, 19],
    ['EUR', MOST_MINOR, 10_000_000_000],
    ['JPY', 1, 1],
    ['JPY', 1999, 1999],
    ['KWD', 999, 0],
    ['KWD', 1999, 1],
    ['KWD', 19_999, 19],
    ['CLF', 19_999, 1],
  ])('in %s, %i minor units have %i whole ones', (currency, minor, units) => {
    expect(wholeUnits({ minor, currency })).toBe(units);
  });

  it('adds, subtracts and multiplies', () => {
    expect(plus(euros(1), euros(2))).toEqual(euros(3));
    expect(minus(euros(3), euros(3))).toEqual(euros(0));
    expect(times(euros(1999), 2)).toEqual(euros(3998));
    expect(times(euros(MOST_MINOR), 1000)).toEqual(euros(MOST_MINOR * 1000));
  });

  it('does not add what is not of one currency', () => {
    expect(() => plus(euros(1), { minor: 1, currency: 'USD' })).toThrow(
      new RangeError("USD can't be added to EUR."),
    );
  });

  it('stays a safe integer whatever is summed up', () => {
    expect(plus(euros(Number.MAX_SAFE_INTEGER), euros(1))).toEqual(euros(Number.MAX_SAFE_INTEGER));
    expect(minus(euros(-Number.MAX_SAFE_INTEGER), euros(1))).toEqual(euros(-Number.MAX_SAFE_INTEGER));
    expect(times(euros(Number.MAX_SAFE_INTEGER), 2)).toEqual(euros(Number.MAX_SAFE_INTEGER));
  });

  it('knows its limit and its equal', () => {
    expect(isWithinLimit(euros(MOST_MINOR))).toBe(true);
    expect(isWithinLimit(euros(MOST_MINOR + 1))).toBe(false);
    expect(isWithinLimit(euros(-MOST_MINOR - 1))).toBe(false);
    expect(sameMoney(euros(1), euros(1))).toBe(true);
    expect(sameMoney(euros(1), euros(2))).toBe(false);
    expect(sameMoney(euros(1), { minor: 1, currency: 'USD' })).toBe(false);
  });
});
