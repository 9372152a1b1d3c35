import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createSigner, type Signing } from '../../../src/engine/graphql/signer.ts';
import { cursorsOf } from '../../../src/engine/flow/read/queries/cursors.ts';
import { decodeToken, encodeToken } from '../../../src/engine/model/token.ts';

const OLD = 'the old key, which is long enough for it';
const NEW = 'the new key, which is long enough as well';

const incarnation = '0192f0c1-2345-7abc-8def-0123456789ab';
const token = (position: string): string => encodeToken({ incarnation, position });
const orders = cursorsOf({ name: 'orders', question: ['orders', 'ann'], place: /^.*$/ });

const signer = createSigner([OLD]);
const kinds: readonly (readonly [string, Signing, (n: bigint) => string, (text: string) => boolean])[] = [
  ['a token', signer.tokens, (n) => token(String(n)), (text) => decodeToken(text) !== undefined],
  ['a cursor', signer.cursors, (n) => orders.encode(`${n}/o`), (text) => isCursor(text)],
];

function isCursor(text: string): boolean {
  try {
    return orders.decode(text) !== '';
  } catch {
    return false;
  }
}

describe.each(kinds)('%s', (_what, { sign, open }, make, isGood) => {
  const numbers = fc.bigInt({ min: 0n, max: 9223372036854775807n });

  it('is what it was when it comes back', () => {
    fc.assert(
      fc.property(numbers, (n) => {
        expect(open(sign(make(n)))).toBe(make(n));
      }),
    );
  });

  it('is refused with any letter changed, left out or added', () => {
    const letter = fc.string({ unit: 'grapheme-ascii', minLength: 0, maxLength: 2 });
    fc.assert(
      fc.property(numbers, fc.nat(), letter, fc.nat(1), (n, at, put, cut) => {
        const signed = sign(make(n));
        const place = at % (signed.length + 1);
        const changed = signed.slice(0, place) + put + signed.slice(place + cut);
        fc.pre(changed !== signed);
        expect(isGood(open(changed)), changed).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused as it was before it was signed, or long', () => {
    expect(isGood(open(make(7n)))).toBe(false);
    for (const text of ['', '!', '.', '@', 'x', 'A'.repeat(100_000), 'é'])
      expect(isGood(open(text))).toBe(false);
  });
});

it('a cursor is no token, nor the other way round', () => {
  const text = token('7');
  expect(signer.tokens.open(signer.cursors.sign(text))).toBe('!');
  expect(signer.cursors.open(signer.tokens.sign(text))).toBe('!');
});

it('a process takes what another one with the same key has signed, and nothing signed with another key', () => {
  expect(createSigner([OLD]).tokens.sign(token('7'))).toBe(signer.tokens.sign(token('7')));
  expect(createSigner([OLD]).tokens.open(signer.tokens.sign(token('7')))).toBe(token('7'));
  expect(createSigner([NEW]).tokens.open(signer.tokens.sign(token('7')))).toBe('!');
});

it('while keys change both are taken, and the first one signs', () => {
  const changing = createSigner([NEW, OLD]);
  const [before, meanwhile] = [signer.tokens.sign(token('7')), changing.tokens.sign(token('7'))];
  expect([before, meanwhile].map(changing.tokens.open)).toEqual([token('7'), token('7')]);
  expect(meanwhile).not.toBe(before);
  expect([before, meanwhile].map(createSigner([NEW]).tokens.open)).toEqual(['!', token('7')]);
});

it('asks for a key', () => {
  expect(() => createSigner([])).toThrow('without a key');
});

it('goes on when it has kept as many as it keeps', () => {
  for (let position = 0; position < 5_000; position += 1) {
    expect(signer.tokens.open(signer.tokens.sign(token(String(position))))).toBe(token(String(position)));
  }
});
