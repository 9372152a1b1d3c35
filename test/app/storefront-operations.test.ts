// The storefront's operations against the schema: all that they ask for is there.
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
