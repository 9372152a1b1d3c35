import { expect, it } from 'vitest';
import { AlreadyExists, reject } from '../../../src/engine/definitions/refusals.ts';
import { withArticle } from '../../../src/engine/model/with-article.ts';

it.each([
  'an order',
  'an account',
  'an item',
  'an upload',
  'a product',
  'a customer',
  'a loyalty profile',
  'a unit',
  'a user',
  'an Order',
])('%s', (words) => {
  expect(withArticle(words.replace(/^an? /, ''))).toBe(words);
});

it('stands in what a customer is told', () => {
  expect(reject(AlreadyExists, { what: 'order', id: 'order-1' }).message).toBe(
    'There is an order order-1 already.',
  );
});
