// Amounts in several currencies side by side: one per currency, in the order of their codes, none that is zero.
import { currencyDigits } from './currencies.ts';
import { minus, plus, type Money } from './money.ts';

export function increased(amounts: readonly Money[], by: Money): readonly Money[] {
  return changed(amounts, by, plus);
}

export function decreased(amounts: readonly Money[], by: Money): readonly Money[] {
  return changed(amounts, by, minus);
}

function changed(
  amounts: readonly Money[],
  by: Money,
  change: (a: Money, b: Money) => Money,
): readonly Money[] {
  const before = amounts.find(({ currency }) => currency === by.currency);
  const after = change(before ?? { minor: 0, currency: by.currency }, by);
  return [...amounts.filter((amount) => amount !== before), after]
    .filter(({ minor }) => minor !== 0)
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** Whole units of all currencies together, to put things in an order: a yen counts as a euro, the shop knows no rates. */
export function roughly(amounts: readonly Money[]): number {
  return amounts.reduce((sum, { minor, currency }) => sum + minor / 10 ** currencyDigits(currency), 0);
}
