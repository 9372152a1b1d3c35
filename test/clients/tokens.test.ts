// Tokens as the clients see them: the order of the server's own.
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { laterToken } from '../../clients/core/tokens.ts';
import { comparePositions } from '../../src/engine/model/position.ts';
import { encodeToken } from '../../src/engine/model/token.ts';

const incarnation = '0192f0c1-2345-7abc-8def-0123456789ab';
const position = fc.bigInt({ min: 0n, max: 9223372036854775807n }).map(String);

describe('the later token', () => {
  it('is the one with the higher position, at any size', () => {
    fc.assert(
      fc.property(position, position, (one, other) => {
        const tokens = [one, other].map((at) => encodeToken({ incarnation, position: at })) as [
          string,
          string,
        ];
        const expected = comparePositions(one, other) > 0 ? tokens[0] : tokens[1];
        expect(laterToken(...tokens)).toBe(expected);
      }),
    );
  });

  it('is the newer one where they are of different stores or of no store', () => {
    const mine = encodeToken({ incarnation, position: '9' });
    const another = encodeToken({ incarnation: incarnation.replace('0', '1'), position: '1' });
    expect(laterToken(mine, another)).toBe(another);
    expect(laterToken('not a token', mine)).toBe(mine);
    expect(laterToken(mine, '%%%')).toBe('%%%');
    expect(laterToken(undefined, mine)).toBe(mine);
  });
});
