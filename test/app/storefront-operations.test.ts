// What the storefront asks for is what the schema has.
import { validate } from 'graphql';
import { expect, test } from 'vitest';
import * as operations from '../../examples/storefront/src/operations.ts';
import { shopSchema } from '../support/select-all.ts';

const { commandDocuments, OrderQuery, OrdersQuery, ProductsQuery, UpdatesSubscription } = operations;

test.each([OrderQuery, OrdersQuery, ProductsQuery, UpdatesSubscription, ...Object.values(commandDocuments)])(
  'an operation is valid',
  (document) => {
    expect(validate(shopSchema, document)).toEqual([]);
  },
);
