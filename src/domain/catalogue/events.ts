// Events of products: listed, priced, described, tagged, discontinued.
import { defineEvents, event } from '#engine';
import type { Money } from '../shared/money.ts';

export const ProductEvents = defineEvents('product', {
  ProductListed: event<{
    name: string;
    description: string;
    category: string;
    price: Money;
    tags: readonly string[];
  }>(),
  ProductPriceChanged: event<{ price: Money }>(),
  /** All three as they are now. */
  ProductDescribed: event<{ name: string; description: string; category: string }>(),
  /** The tags that were not there before. */
  ProductTagged: event<{ tags: readonly string[] }>(),
  /** The tags that were there before. */
  ProductUntagged: event<{ tags: readonly string[] }>(),
  ProductDiscontinued: event<Record<never, never>>(),
});
