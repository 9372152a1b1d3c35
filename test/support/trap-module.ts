// A module whose projections never come to the end of an event: the listing of a product of that
// name, and in the document of a tag that of a product that is named like it.
import { z } from 'zod';
import { ProductEvents } from '../../src/domain/catalogue/events.ts';
import { defineDocument } from '../../src/engine/shapes/document/declare.ts';
import { defineModule } from '../../src/engine/definitions/module.ts';
import { defineProjection } from '../../src/engine/definitions/projection.ts';

/** Name of the product that is never folded. */
export const ENDLESS = 'endless';

function countTo(last: number): number {
  let count = 0;
  while (count !== last) count += 1;
  return count;
}

const IGNORED = [
  ...['ProductPriceChanged', 'ProductDescribed', 'ProductTagged', 'ProductUntagged'],
  'ProductDiscontinued',
] as const;

const trapProjection = defineProjection('trap', {
  document: defineDocument('Trap', { count: z.int() }),
  from: [ProductEvents],
  create: { ProductListed: ({ data: { name } }) => ({ count: countTo(name === ENDLESS ? -1 : 3) }) },
  update: {},
  ignore: IGNORED,
});

/** One document for each tag: how many products were listed with it. */
const trapTagProjection = defineProjection('trapTag', {
  document: defineDocument('TrapTag', { count: z.int() }),
  ownedBy: 'none',
  from: [ProductEvents],
  initial: { count: 0 },
  create: {},
  update: {
    ProductListed: ({ count }, { data: { name } }, id) => ({ count: countTo(name === id ? -1 : count + 1) }),
  },
  route: { ProductListed: ({ data: { tags } }) => tags },
  ignore: IGNORED,
});

export const trapModule = defineModule('trap', {
  projections: [trapProjection, trapTagProjection],
});
