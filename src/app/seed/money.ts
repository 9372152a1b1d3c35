// Amounts of the generated shop, as a client would send them.
import { currencyDigits } from '../../domain/shared/currencies.ts';
import { formatDecimal } from '../../domain/shared/decimal.ts';

/** What a euro's worth comes to, roughly. */
const PER_EURO: Readonly<Record<string, number>> = { EUR: 1, USD: 1.1, GBP: 0.85, JPY: 160 };

/** Minor units for about as many euros, at least one. */
export function minorFor(euros: number, currency: string): number {
  return Math.max(1, Math.round(euros * (PER_EURO[currency] ?? 1) * 10 ** currencyDigits(currency)));
}

export function moneyInput(minor: number, currency: string) {
  return { amount: formatDecimal(minor, currencyDigits(currency)), currency };
}
