// How people are reached: email addresses and phone numbers.
import { z } from 'zod';

/** Dot-separated words of letters of any script, digits and the signs in use; no quoted local parts, no comments. */
const LOCAL =
  /^(?=.{1,64}$)[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
/** At least two labels of at most 63, the last one beginning with a letter: no addresses by IP. */
const DOMAIN =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+\p{L}[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}]$/u;

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && LOCAL.test(text.slice(0, at)) && DOMAIN.test(text.slice(at + 1));
}

/** An address as in use, at most 254 long (RFC 5321). */
export const EmailAddress = z
  .string()
  .trim()
  .max(254)
  .refine(isEmail, 'must be an email address, such as ada@example.com');

/** The same text for addresses that are taken for the same mailbox: case and Unicode form aside. */
export function normalisedEmail(email: string): string {
  return email.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/** E.164: `+`, country code, number; 7 to 15 digits. */
export const PhoneNumber = z
  .string()
  .trim()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164 form, such as +4930123456');
