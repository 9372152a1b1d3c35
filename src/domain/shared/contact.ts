// Email addresses and phone numbers: checked, and in the form in which they are stored.
import { domainOf } from '#engine';
import { z } from 'zod';
import { normalText } from './text.ts';

/** Dot-separated words of letters of any script, digits and the signs in use; no quoted local parts, no comments. */
const LOCAL =
  /^(?=.{1,64}$)[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
/** At least two labels of at most 63, the last one beginning with a letter: no addresses by IP. */
const DOMAIN =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+\p{L}[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}]$/u;

const LONGEST_EMAIL = 254;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || INVISIBLE.test(text) || !LOCAL.test(local) || !DOMAIN.test(domain)) return false;
  return domainOf(domain) !== undefined;
}

/** The domain in one form, whether it came as `xn--…`, in capitals or with full-width signs; the mailbox as it is written. */
function withDomainInOneForm(text: string): string {
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > LONGEST_EMAIL) return text;
  const domain = text
    .slice(at + 1)
    .normalize('NFKC')
    .replaceAll('。', '.');
  // What is no domain stays as it is, and is refused for what it is.
  if (!DOMAIN.test(domain)) return text;
  return `${text.slice(0, at)}@${domainOf(domain) ?? domain}`;
}

/** An address as in use, at most 254 long (RFC 5321). */
export const EmailAddress = z
  .string()
  .overwrite((text) => withDomainInOneForm(normalText(text)))
  .max(LONGEST_EMAIL)
  .refine(isEmail, 'must be an email address, such as ada@example.com');

/** The same text for addresses that are taken for the same mailbox: case, Unicode form and form of the domain aside. */
export function normalisedEmail(email: string): string {
  const lower = email.normalize('NFKC').toLowerCase().normalize('NFKC');
  return withDomainInOneForm(lower);
}

/** E.164: `+`, country code, number; 7 to 15 digits. */
export const PhoneNumber = z
  .string()
  .trim()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164 form, such as +4930123456');
