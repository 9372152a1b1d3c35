import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from '../../../src/domain/shared/decimal.ts';

describe('decimal', () => {
  it.each([
    ['12.5', 2, 1250],
    ['12.50', 2, 1250],
    ['0', 2, 0],
    ['-0', 2, 0],
    ['-0.01', 2, -1],
    ['500', 0, 500],
    ['1.005', 3, 1005],
    ['0.0001', 4, 1],
    ['90071992547409.91', 2, Number.MAX_SAFE_INTEGER],
  ])('%s with %i digits is %i', (text, digits, minor) => {
    expect(parseDecimal(text, digits)).toEqual({ minor });
  });

  it.each([
    ['', 2],
    [' 1', 2],
    ['1 ', 2],
    ['1\n', 2],
    ['+1', 2],
    ['01', 2],
    ['.5', 2],
    ['5.', 2],
    ['1e3', 2],
    ['0x10', 2],
    ['1,50', 2],
    ['1_000', 2],
    ['--1', 2],
    ['NaN', 2],
    ['Infinity', 2],
    ['١٢', 2],
    ['1.001', 2],
    ['1.500', 2],
    ['1.5', 0],
    ['1.0', 0],
    ['1.0001', 3],
    ['90071992547409.92', 2],
    ['999999999999999999', 2],
    ['9'.repeat(400), 2],
  ])('refuses %j with %i digits', (text, digits) => {
    expect(parseDecimal(text, digits)).toHaveProperty('wrong');
  });

  it.each([
    [1250, 2, '12.50'],
    [5, 2, '0.05'],
    [-5, 2, '-0.05'],
    [0, 2, '0.00'],
    [500, 0, '500'],
    [1, 3, '0.001'],
    [-123456, 4, '-12.3456'],
  ])('%i with %i digits is shown as %s', (minor, digits, text) => {
    expect(formatDecimal(minor, digits)).toBe(text);
  });

  it('reads back every amount it shows', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 4 }), (minor, digits) => {
        expect(parseDecimal(formatDecimal(minor, digits), digits)).toEqual({ minor: minor + 0 });
      }),
    );
  });
});
