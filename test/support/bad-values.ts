// Bad values of each kind, with what is wrong with them: a client may send them, and no command may take them.

export interface BadValue {
  readonly what: string;
  readonly value: unknown;
}

const x = (length: number): string => 'x'.repeat(length);
const bad = (values: Readonly<Record<string, unknown>>): readonly BadValue[] =>
  Object.entries(values).map(([what, value]) => ({ what, value }));

/** Texts that nobody can store, for every slot that takes text. */
const unstorable = { nul: 'a\0b', 'high surrogate': 'a\uD800b', 'low surrogate': '\uDE00' };

const text = (longest: number, others: Readonly<Record<string, unknown>> = {}) =>
  bad({ ...unstorable, 'too long': x(longest + 1), huge: x(100_000), ...others });
const blank = { empty: '', blank: ' \t ' };
/** Texts that show nothing, or something else than they hold. */
const deceiving = { invisible: '\u200B\u3164', 'turned around': 'a\u202Eb\u202C' };

/** One line of text. */
export const badLine = (longest: number) =>
  text(longest, { ...blank, ...deceiving, 'line break': 'a\nb', escape: 'a\u001b[31mb', delete: 'a\u007Fb' });
export const badParagraphs = (longest: number) =>
  text(longest, { ...blank, ...deceiving, escape: 'a\u001bb' });
export const badParagraphsOrNone = (longest: number) => text(longest, { ...deceiving, escape: 'a\u001bb' });

export const badIds = bad({
  ...unstorable,
  empty: '',
  'too long': x(65),
  huge: x(100_000),
  space: 'a b',
  slash: 'a/b',
  colon: 'a:b',
  braces: '{order.0}',
  star: '*',
  accent: 'é',
  emoji: '\u{1F384}',
  'right to left': 'שלום',
  'full width': 'ａ',
  quotes: `a'"b`,
  sql: `'; DROP TABLE "Event"; --`,
  'line break': 'a\n',
});

export const badEmails = bad({
  ...unstorable,
  ...blank,
  'no at': 'ada.example.com',
  'two ats': 'ada@home@example.com',
  nobody: '@example.com',
  'no domain': 'ada@',
  'no dot': 'ada@localhost',
  'dot first': '.ada@example.com',
  'two dots': 'ada..l@example.com',
  'label with hyphen first': 'ada@-example.com',
  address: 'ada@127.0.0.1',
  space: 'ada lovelace@example.com',
  name: 'Ada <ada@example.com>',
  'too long': `${x(60)}@${x(60)}.${x(60)}.${x(60)}.${x(60)}.com`,
  'header injection': 'ada@example.com\nbcc: all@example.com',
});

export const badPhoneNumbers = bad({
  ...unstorable,
  ...blank,
  national: '030123456',
  'zero first': '+0301234567',
  'too short': '+123456',
  'too long': '+1234567890123456',
  spaces: '+49 30 123456',
  letters: '+49CALLME12',
  'other digits': '+٤٩٣٠١٢٣٤٥٦',
});

export const badCountries = bad({
  ...unstorable,
  empty: '',
  small: 'de',
  three: 'DEU',
  none: 'XX',
  padded: ' DE',
});
export const badCurrencies = bad({
  ...unstorable,
  empty: '',
  small: 'eur',
  none: 'XXX',
  long: 'EURO',
  sign: '€',
});

/** Of euros. */
export const badPrices = bad({
  ...unstorable,
  empty: '',
  zero: '0',
  'nothing and no cents': '0.00',
  negative: '-1.00',
  'three digits': '1.234',
  exponent: '1e3',
  comma: '1,00',
  padded: ' 1.00',
  'no cents': '1.',
  'no euros': '.50',
  'two zeros': '00.50',
  plus: '+1.00',
  hexadecimal: '0x10',
  infinite: 'Infinity',
  none: 'NaN',
  'too much': '10000000000.01',
  'far too much': `1${'0'.repeat(300)}`,
});

export const badQuantities = bad({
  zero: 0,
  negative: -1,
  'one too many': 1001,
  highest: 2 ** 31 - 1,
  lowest: -(2 ** 31),
});

export const badPoints = bad({
  zero: 0,
  negative: -1,
  'one too many': 1_000_001,
  highest: 2 ** 31 - 1,
  lowest: -(2 ** 31),
});

export const badCommandIds = bad({
  ...unstorable,
  empty: '',
  word: 'once',
  'too short': '018f0000-0000-7000-8000-00000000abc',
  'no hyphens': '018f0000000070008000000000000abc',
  braces: '{018f0000-0000-7000-8000-000000000abc}',
  'other letters': '018g0000-0000-7000-8000-000000000abc',
});

export const badTagLists = bad({
  empty: [],
  'too many': Array.from({ length: 101 }, (_, index) => `tag ${index}`),
});

const item = (productId: string, quantity: number) => ({ productId, quantity });
export const badItemLists = bad({
  empty: [],
  'too many': Array.from({ length: 101 }, (_, index) => item(`product-${index}`, 1)),
});

/** Texts that look dangerous and are not: they come back as they went in. */
export const hostileTexts: readonly string[] = [
  `Robert'); DROP TABLE "Event"; --`,
  '\u{1F468}\u200D\u{1F469}\u200D\u{1F467} \u{1F384}',
  'שלום hello',
  `"double" 'single' \`back\` \\ /`,
  '<script>alert(1)</script>&amp;',
  '__proto__',
  'constructor',
  '{"id":"1"}',
  '1 1 {"x":1}',
  'a|b|c:{order.0}',
  '${process.env.HOME} %s %00 $1',
  'null',
  '0',
  'é \uFFFD |',
];
