import { describe, expect, it } from 'vitest';
import { EmailAddress, normalisedEmail, PhoneNumber } from '../../../src/domain/shared/contact.ts';

describe('email addresses', () => {
  it.each([
    'ada@example.com',
    'Ada.Lovelace+shop@mail.example.co.uk',
    "o'neil!#$%&*/=?^_`{|}~-@example.com",
    'a@b.co',
    'jürgen@münchen.de',
    '用户@例子.广告',
    `${'a'.repeat(64)}@example.com`,
    `a@${'b'.repeat(63)}.com`,
    `a@${'b.'.repeat(125)}co`,
  ])('%s is one', (email) => {
    expect(EmailAddress.parse(email)).toBe(email);
  });

  it.each([
    ['a@xn--mnchen-3ya.de', 'a@münchen.de'],
    ['a@MÜNCHEN.de', 'a@münchen.de'],
    ['a@mu\u0308nchen.de', 'a@münchen.de'],
    ['Ada@Example.COM', 'Ada@example.com'],
    ['ada@ｅｘａｍｐｌｅ.com', 'ada@example.com'],
    ['用户@例子。广告', '用户@例子.广告'],
    ['ada\u200B@exam\u00ADple.com\uFEFF', 'ada@example.com'],
  ])('%s has its domain in one form: %s', (email, as) => {
    expect(EmailAddress.parse(email)).toBe(as);
    expect(normalisedEmail(email.replaceAll(/[\u200B\u00AD\uFEFF]/g, ''))).toBe(normalisedEmail(as));
  });

  it('has a reservation that older ones in use agree with', () => {
    for (const email of ['ada@example.com', 'JÜRGEN@MÜNCHEN.de', '用户@例子.广告']) {
      expect(normalisedEmail(email)).toBe(email.normalize('NFKC').toLowerCase().normalize('NFKC'));
    }
  });

  it('is trimmed', () => {
    expect(EmailAddress.parse('  ada@example.com\n')).toBe('ada@example.com');
  });

  it.each([
    '',
    ' ',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'ada@@example.com',
    'ada lovelace@example.com',
    'ada@exam ple.com',
    '.ada@example.com',
    'ada.@example.com',
    'a..da@example.com',
    'ada@-example.com',
    'ada@example-.com',
    'ada@example..com',
    'ada@.example.com',
    'ada@example.com.',
    'ada@example.c',
    'ada@127.0.0.1',
    'ada@[127.0.0.1]',
    '"ada"@example.com',
    'Ada <ada@example.com>',
    'ada@example.com,bob@example.com',
    'ada\u0000@example.com',
    'ada\u202E@example.com',
    'a\u3164da@example.com',
    'ada@exa\u115Fmple.com',
    'ada@xn--zzzzzz.com',
    'ada@xn--a.com',
    'ada@example.com\r\nBcc: x@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@${'b.'.repeat(126)}co`,
  ])('%j is none', (email) => {
    expect(EmailAddress.safeParse(email).success).toBe(false);
  });

  it('is checked to an end, however hostile', () => {
    for (const hostile of ['a.'.repeat(50_000), `a@${'b-'.repeat(50_000)}`, `a@${'b.'.repeat(50_000)}!`]) {
      expect(EmailAddress.safeParse(hostile).success).toBe(false);
    }
  });

  it.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['JÜRGEN@example.com', 'jürgen@example.com'],
    ['ju\u0308rgen@example.com', 'j\u00fcrgen@example.com'],
  ])('%s is taken for %s', (a, b) => {
    expect(normalisedEmail(a)).toBe(normalisedEmail(b));
  });

  it('keeps apart what may be another mailbox', () => {
    expect(normalisedEmail('a.da@example.com')).not.toBe(normalisedEmail('ada@example.com'));
    expect(normalisedEmail('ada+1@example.com')).not.toBe(normalisedEmail('ada@example.com'));
  });
});

describe('phone numbers', () => {
  it.each(['+4930123456', '+1234567', '+123456789012345', '+6834000'])('%s is one', (number) => {
    expect(PhoneNumber.parse(` ${number} `)).toBe(number);
  });

  it.each([
    '',
    '4930123456',
    '+',
    '+0301234567',
    '+123456',
    '+1234567890123456',
    '+49 30 123456',
    '+49-30-1234567',
    '++4930123456',
    '+49３０123456',
    '+4930123456x',
  ])('%j is none', (number) => {
    expect(PhoneNumber.safeParse(number).success).toBe(false);
  });
});
