// Money: integer minor units inside, a decimal string with the currency's digits outside.
import { showAs } from '#engine';
import { z } from 'zod';
import { CurrencyCode, currencyDigits } from './currencies.ts';
import { Decimal, formatDecimal, parseDecimal, type ParsedDecimal } from './decimal.ts';

/** The largest amount, in minor units, a command may bring about: ten thousand million euros. */
export const MOST_MINOR = 1_000_000_000_000;

const ShownMoney = z
  .object({
    amount: Decimal.meta({ description: 'With all digits of the currency: `12.50` EUR, `1250` JPY.' }),
    currency: CurrencyCode.meta({ description: 'Amounts of two currencies are never added.' }),
  })
  .meta({ graphql: 'Money', description: 'An amount of one currency.' });

const StoredMoney = z.object({ minor: z.int(), currency: CurrencyCode });
/** As events and documents hold it: `{ minor: 1250, currency: 'EUR' }` is shown as `{ amount: '12.50', currency: 'EUR' }`. */
export const Money = showAs(StoredMoney, ShownMoney, ({ minor, currency }) => ({
  amount: formatDecimal(minor, currencyDigits(currency)),
  currency,
}));
export type Money = Readonly<z.output<typeof StoredMoney>>;

const TypedMoney = z
  .object({
    amount: Decimal.meta({ description: 'With no more digits after the point than the currency has.' }),
    currency: CurrencyCode.meta({ description: 'Nothing is converted.' }),
  })
  .meta({ graphql: 'MoneyInput', description: 'An amount of one currency, not below zero.' });

const moneyInput = (least: number, tooLittle: string) =>
  TypedMoney.transform(({ amount, currency }, context): Money => {
    const parsed = within(parseDecimal(amount, currencyDigits(currency)), least, tooLittle);
    if ('minor' in parsed) return { minor: parsed.minor, currency };
    context.addIssue({ code: 'custom', message: parsed.wrong, path: ['amount'] });
    return z.NEVER;
  });

function within(parsed: ParsedDecimal, least: number, tooLittle: string): ParsedDecimal {
  if ('wrong' in parsed) return parsed;
  if (parsed.minor < least) return { wrong: tooLittle };
  return parsed.minor > MOST_MINOR ? { wrong: 'is too large' } : parsed;
}

/** What a client sends, as Money; zero is money too. */
export const MoneyInput = moneyInput(0, 'must not be negative');
/** What a client sends where nothing would make no sense: a price, a deposit. */
export const PositiveMoneyInput = moneyInput(1, 'must be more than zero');

/** As in a sentence: `12.50 EUR`. */
export function moneyText({ minor, currency }: Money): string {
  return `${formatDecimal(minor, currencyDigits(currency))} ${currency}`;
}

/** 1999 of a currency with two digits is 19; 1999 of one without any is 1999. */
export function wholeUnits({ minor, currency }: Money): number {
  return Math.floor(minor / 10 ** currencyDigits(currency));
}

export function sameMoney(a: Money, b: Money): boolean {
  return a.minor === b.minor && a.currency === b.currency;
}

/** Exact up to MOST_MINOR times a thousand; what would go beyond a safe integer stays at the largest one. */
export function times(money: Money, count: number): Money {
  return { minor: safe(money.minor * count), currency: money.currency };
}

/**
 * The sum of two amounts of one currency. It never fails in a fold: a sum beyond a safe integer stays at the largest
 * one. Deciders refuse much earlier (`isWithinLimit`). Throws a RangeError: who adds has compared before.
 */
export function plus(a: Money, b: Money): Money {
  if (a.currency !== b.currency) {
    throw new RangeError(`${b.currency} can't be added to ${a.currency}.`);
  }
  return { minor: safe(a.minor + b.minor), currency: a.currency };
}

export function minus(a: Money, b: Money): Money {
  return plus(a, { ...b, minor: -b.minor });
}

/** False if a command must not bring this amount about. */
export function isWithinLimit({ minor }: Money): boolean {
  return Math.abs(minor) <= MOST_MINOR;
}

function safe(minor: number): number {
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, minor));
}
