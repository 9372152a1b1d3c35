// Refusals that more than one context gives: one name, one code, one GraphQL type.
import { defineRefusal } from '#engine';
import { CurrencyCode } from './currencies.ts';
import { ProductId } from './ids.ts';

export const ProductDiscontinued = defineRefusal(
  'ProductDiscontinued',
  { productId: ProductId },
  {
    description: 'The product is not offered any more: it is not sold, and nothing about it changes.',
    message: ({ productId }) => `Product ${productId} is discontinued.`,
  },
);

export const CurrencyMismatch = defineRefusal(
  'CurrencyMismatch',
  {
    expected: CurrencyCode.meta({ description: 'Of the order or the account.' }),
    actual: CurrencyCode.meta({ description: 'Of what would be added to it.' }),
  },
  {
    description: 'An order, and an account, has one currency; this would bring another one in.',
    message: ({ expected, actual }) => `Expected ${expected}, not ${actual}.`,
  },
);
