// Example histories of products.
import { toStream } from '#engine';
import type { Histories } from '#engine/testing';
import { ProductEvents } from '../../../src/domain/catalogue/events.ts';
import { discontinued, euros, listed } from '../examples.ts';

export const histories: Histories = {
  'a product is changed and discontinued': [
    listed('product-1'),
    toStream('product-1', ProductEvents.ProductPriceChanged({ price: euros(2500) })),
    toStream(
      'product-1',
      ProductEvents.ProductDescribed({ name: 'Mug', description: 'Blue.', category: 'kitchen' }),
    ),
    toStream('product-1', ProductEvents.ProductTagged({ tags: ['blue'] })),
    toStream('product-1', ProductEvents.ProductUntagged({ tags: ['new'] })),
    discontinued('product-1'),
  ],
};
