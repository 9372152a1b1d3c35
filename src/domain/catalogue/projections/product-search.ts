// Products by their words, category, tags and price. Those that are discontinued are found too, and say so.
import { defineSearch, everybody } from '#engine';
import { MoneyInput } from '../../shared/money.ts';
import { productProjection } from './product.ts';

export const productSearch = defineSearch('productSearch', productProjection, {
  search: 'searchProducts',
  access: everybody,
  description: 'Products by their words, category, tags and price; those that are discontinued too.',
  text: { name: 'A', tags: 'B', description: 'C', category: 'D' },
  equal: ['category'],
  all: ['tags'],
  range: {
    name: 'price',
    number: 'price.minor',
    equal: 'price.currency',
    input: MoneyInput,
    end: ({ minor, currency }) => ({ number: minor, equal: currency }),
  },
});
