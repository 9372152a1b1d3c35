import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkInput } from '../../../src/engine/definitions/check-input.ts';

const schema = z.object({
  name: z.string().min(2).max(3),
  tags: z.array(z.string()).min(1).max(2),
  quantity: z.int().min(1).max(9),
  reason: z.string().min(1, 'says nothing'),
});
const fine = { name: 'ab', tags: ['t'], quantity: 1, reason: 'r' };
const said = (changes: object): string | undefined =>
  checkInput(schema, { ...fine, ...changes })
    .error?.issues.map(({ message }) => message)
    .join();

test.each([
  [{ name: 'a' }, 'must have at least 2 characters'],
  [{ name: 'abcd' }, 'must have at most 3 characters'],
  [{ tags: [] }, 'must have at least 1 entry'],
  [{ tags: ['a', 'b', 'c'] }, 'must have at most 2 entries'],
  [{ quantity: 0 }, 'must be at least 1'],
  [{ quantity: 10 }, 'must be at most 9'],
  [{ name: 7 }, 'must be of type string'],
  [{ name: undefined }, 'is missing'],
  [{ reason: '' }, 'says nothing'],
])('%j is answered with "%s"', (changes, message) => {
  expect(said(changes)).toBe(message);
});

test('what fits is taken', () => {
  expect(checkInput(schema, fine).data).toEqual(fine);
});
