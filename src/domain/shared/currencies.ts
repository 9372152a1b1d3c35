// The currencies money may be in, with the digits of their minor unit, by ISO 4217 (2026-01; no metals, no test codes).
import { defineScalar } from '#engine';
import { z } from 'zod';

/** Currencies whose minor unit is not a hundredth. */
const DIGITS: readonly (readonly [digits: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

const OF_HUNDREDTHS = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
  COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
  JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN
  NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
  THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`;

const HUNDREDTHS = 2;
const digitsByCode = new Map([
  ...OF_HUNDREDTHS.trim()
    .split(/\s+/)
    .map((code) => [code, HUNDREDTHS] as const),
  ...DIGITS.flatMap(([digits, codes]) => codes.split(' ').map((code) => [code, digits] as const)),
]);

/** ISO 4217 code of a currency, in capitals. */
export const CurrencyCode = defineScalar('CurrencyCode', {
  description: 'ISO 4217, in capitals.',
  value: z
    .string()
    .refine((code) => digitsByCode.has(code), 'must be a currency code of ISO 4217, such as EUR'),
});

/** Digits of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD; 2 for a code that has left the list since. */
export function currencyDigits(currency: string): number {
  return digitsByCode.get(currency) ?? HUNDREDTHS;
}
