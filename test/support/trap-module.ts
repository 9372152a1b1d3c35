// Modules whose projections never come to the end of an event, or take all memory for it: the listing of a product of that
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

/** Name of the product that takes all memory to be folded. */
export const INSATIABLE = 'insatiable';

function pile(height: number): number {
  const piled: number[][] = [];
  while (piled.length < height) piled.push(Array<number>(1_000_000).fill(piled.length + 0.5));
  return piled.length;
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

const gluttonProjection = defineProjection('glutton', {
  document: defineDocument('Glutton', { count: z.int() }),
  from: [ProductEvents],
  create: { ProductListed: ({ data: { name } }) => ({ count: pile(name === INSATIABLE ? Infinity : 3) }) },
  update: {},
  ignore: IGNORED,
});

export const trapModule = defineModule('trap', {
  projections: [trapProjection, trapTagProjection],
});

export const gluttonModule = defineModule('glutton', {
  projections: [gluttonProjection],
});
