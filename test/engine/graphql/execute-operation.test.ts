// The size of an answer, before it is made a text.
import { describe, expect, it } from 'vitest';
import { isLongerThan } from '../../../src/engine/graphql/execute-operation.ts';
import { answerTooLarge } from '../../../src/engine/graphql/admission/refusals.ts';

describe('an answer', () => {
  it.each([
    ['of one long text', { a: 'x'.repeat(10_000) }],
    ['of many short ones', { a: Array.from({ length: 1000 }, () => 'abcdefg') }],
    ['of long names', { a: Array.from({ length: 100 }, () => ({ ['x'.repeat(100)]: null })) }],
    ['of one text over and over', { a: Array.from({ length: 100 }, () => ({ b: 'é'.repeat(50) })) }],
  ])('%s is looked at as long as its text is', (_what, data) => {
    const bytes = Buffer.byteLength(JSON.stringify({ data }));
    expect(isLongerThan({ data }, bytes * 1.4)).toBe(false);
    expect(isLongerThan({ data }, bytes * 0.8)).toBe(true);
  });

  it('of nothing but errors counts too', () => {
    const errors = Array.from({ length: 1000 }, () => answerTooLarge(1));
    expect(isLongerThan({ data: null, errors }, 100_000)).toBe(true);
    expect(isLongerThan({ errors: errors.slice(0, 1) }, 100_000)).toBe(false);
  });
});
