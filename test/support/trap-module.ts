// A module whose only projection never comes to the end of an event: the listing of a product of that name.
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

const trapProjection = defineProjection('trap', {
  document: defineDocument('Trap', { count: z.int() }),
  from: [ProductEvents],
  create: { ProductListed: ({ data: { name } }) => ({ count: countTo(name === ENDLESS ? -1 : 3) }) },
  update: {},
  ignore: [
    ...['ProductPriceChanged', 'ProductDescribed', 'ProductTagged', 'ProductUntagged'],
    'ProductDiscontinued',
  ] as const,
});

export const trapModule = defineModule('trap', {
  projections: [trapProjection],
});
