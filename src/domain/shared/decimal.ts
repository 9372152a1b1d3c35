// Decimal strings and integer minor units, without ever passing through a floating-point fraction.
import { defineScalar } from '#engine';
import { z } from 'zod';

/** How a number with digits after the point is written. A text of any kind passes here: who knows the digits reads it. */
export const Decimal = defineScalar('Decimal', {
  description: 'A decimal number as text, such as "12.50".',
  value: z.string(),
  takesDigits: true,
});

export type ParsedDecimal =
  | { readonly minor: number }
  /** What is wrong with it, as a sentence about the value. */
  | { readonly wrong: string };

const DECIMAL = /^(-?)(0|[1-9]\d{0,17})(?:\.(\d{1,18}))?$/;

/** '12.5' with 2 digits is 1250. Refuses more digits than the currency has, exponents, spaces and what is unsafe. */
export function parseDecimal(text: string, digits: number): ParsedDecimal {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return { wrong: 'must be a decimal number, such as 12.50' };
  if (fraction.length > digits) return { wrong: `must have at most ${digits} digits after the point` };
  const minor = Number(whole + fraction.padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) return { wrong: 'is too large' };
  return { minor: sign && minor > 0 ? -minor : minor };
}

/** 1250 with 2 digits is '12.50'. */
export function formatDecimal(minor: number, digits: number): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
