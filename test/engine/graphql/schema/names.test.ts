import { expect, it } from 'vitest';
import { camelCase, pascalCase, singular } from '../../../../src/engine/graphql/schema/names.ts';

it.each([
  ['items', 'item'],
  ['entries', 'entry'],
  ['addresses', 'address'],
  ['boxes', 'box'],
  ['statuses', 'status'],
  ['branches', 'branch'],
  ['houses', 'house'],
  ['class', 'class'],
  ['byProduct', 'byProduct'],
])('the singular of %s is %s', (plural, one) => {
  expect(singular(plural)).toBe(one);
});

it('changes the case of names', () => {
  expect(pascalCase('createOrder')).toBe('CreateOrder');
  expect(camelCase('LoyaltyProfile')).toBe('loyaltyProfile');
});
