// The size of a document: what counts, and what is refused before it is parsed, compared or validated.
import { Source } from 'graphql';
import { describe, expect, it } from 'vitest';
import { countTokens } from '../../../../src/engine/graphql/admission/count-tokens.ts';
import { parseDocument } from '../../../../src/engine/graphql/admission/parse-document.ts';

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');

function refusalOf(source: string): unknown {
  try {
    parseDocument(source);
    return undefined;
  } catch (error) {
    const { extensions, message } = error as { extensions?: { code?: unknown }; message: string };
    return extensions?.code === undefined ? message : [extensions.code, message];
  }
}

const tooLarge = (how: string) => ['DOCUMENT_TOO_LARGE', expect.stringContaining(how)];

describe('the tokens of a document', () => {
  it.each([
    ['{ a }', 3, 3],
    ['{ a(b: 1) }', 8, 7],
    ['{ a(b: [1, 2, {c: 3}], d: $e) f }', 21, 10],
    ['query ($a: [Int!]! = [1, 2], $b: X = {c: {d: 1}}) { a }', 33, 20],
    ['{ a: b @include(if: $c) { d: e } }', 18, 16],
    ['{ a(b: "x") { c(d: E, f: """y""") } }', 19, 16],
  ])('%s', (source, all, ofStructure) => {
    expect(countTokens(new Source(source), () => false)).toMatchObject({ all, ofStructure });
  });

  it('do not go on for ever', () => {
    const read = countTokens(new Source('{ a b c d '), ({ all }) => all === 3);
    expect(read.all).toBe(3);
  });
});

describe('a document', () => {
  it.each([
    ['has so many tokens', `{ ${times(249, (n) => `a${n}: a(b: [1, 2, 3])`)} }`],
    ['has so many response names', `{ ${times(300, (n) => `a${n}`)} }`],
    ['has long values', `{ a(b: "${'x'.repeat(60_000)}") }`],
    ['has many values', `{ a(b: [${times(3900, () => '1')}]) }`],
    ['repeats a field', `{ ${times(300, () => 'a')} }`],
    [
      'repeats a field in fragments',
      `{ ${times(40, (n) => `...F${n}`)} } ${times(40, (n) => `fragment F${n} on Query { id a(b: 1) { id } }`)}`,
    ],
  ])('that %s is read', (_what, source) => {
    expect(refusalOf(source)).toBeUndefined();
  });

  it.each([
    ['too long', `{ a(b: "${'x'.repeat(66_000)}") }`, 'more than 65536 bytes'],
    ['too long in bytes', `{ a(b: "${'é'.repeat(33_000)}") }`, 'more than 65536 bytes'],
    ['of too many tokens', `{ ${times(2000, () => 'a')} }`, 'more than 2000 tokens'],
    ['of too many values', `{ a(b: [${times(10_000, () => '1')}]) }`, 'more than 4000 tokens'],
    ['of too many response names', `{ ${times(301, (n) => `a${n}`)} }`, '301 response names'],
    [
      'of too many response names in fragments',
      `{ ...A ...B } fragment A on Query { ${times(150, (n) => `a${n}`)} } fragment B on Query { ... { ${times(151, (n) => `b${n}`)} } }`,
      '301 response names',
    ],
    [
      'of too many response names in fields that are merged',
      `{ ${times(2, (half) => `a { ${times(151, (n) => `b${half}${n}`)} }`)} }`,
      '302 response names',
    ],
    ['that repeats a field', `{ ${times(400, () => 'a')} }`, 'too often'],
    ['that repeats a field with arguments', `{ ${times(50, () => 'a(b: 1) { c }')} }`, 'too often'],
    [
      'that repeats a field far below',
      `{ ${times(20, () => `a { ${times(20, () => 'b')} }`)} }`,
      'too often',
    ],
    ['too deep', '{ a '.repeat(65), 'more than 64 deep'],
    ['of values too deep', `{ a(b: ${'['.repeat(64)}`, 'more than 64 deep'],
    [
      'that doubles by fragments',
      `{ ...F0 } ${times(40, (n) => `fragment F${n} on Query { a { ...F${n + 1} } b { ...F${n + 1} } }`)} fragment F40 on Query { id }`,
      'without fragments it has more than 10000 fields',
    ],
    [
      'within itself',
      '{ ...A } fragment A on Query { a { ...A } }',
      'without fragments it has more than 10000 fields',
    ],
  ])('%s is refused', (_what, source, how) => {
    const began = performance.now();
    expect(refusalOf(source)).toEqual(tooLarge(how));
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('that is no document at all is a syntax error', () => {
    expect(refusalOf('{ a')).toContain('Syntax Error');
    expect(refusalOf('{ ...A } fragment A on Query { ...A }')).toBeUndefined();
  });
});
