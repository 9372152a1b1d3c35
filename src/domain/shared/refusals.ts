// Refusals that more than one context gives: one name, one code, one GraphQL type.
import { defineRefusal } from '#engine';
import { CurrencyCode } from './currencies.ts';
import { ProductId } from './ids.ts';

export const ProductDiscontinued = defineRefusal(
  'ProductDiscontinued',
  { productId: ProductId },
  ({ productId }) => `Product ${productId} is discontinued.`,
);

export const CurrencyMismatch = defineRefusal(
  'CurrencyMismatch',
  { expected: CurrencyCode, actual: CurrencyCode },
  ({ expected, actual }) => `Expected ${expected}, not ${actual}.`,
);
