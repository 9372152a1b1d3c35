// The decider of products. Discontinued is final: nothing about such a product changes any more.
import { defineDecider, NothingToChange, reject } from '#engine';
import { sameMoney, type Money } from '../shared/money.ts';
import { ProductDiscontinued } from '../shared/refusals.ts';
import { ProductCommands } from './commands.ts';
import { ProductEvents } from './events.ts';
import { MOST_TAGS, TooManyTags } from './refusals.ts';
import { distinctTags, hasTag } from './tags.ts';

interface ProductState {
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly price: Money;
  readonly tags: readonly string[];
  readonly discontinued: boolean;
}
const initialState: ProductState = {
  name: '',
  description: '',
  category: '',
  price: { minor: 0, currency: '' },
  tags: [],
  discontinued: false,
};

export const productDecider = defineDecider({
  commands: ProductCommands,
  events: ProductEvents,
  initialState,
  decide: {
    listProduct: (_product, { name, description, category, price, tags }) => {
      const distinct = distinctTags(tags ?? []);
      return distinct.length > MOST_TAGS
        ? reject(TooManyTags, { most: MOST_TAGS, requested: distinct.length })
        : ProductEvents.ProductListed({ name, description, category, price, tags: distinct });
    },
    changeProductPrice: (product, { productId, price }) => {
      if (product.discontinued) return reject(ProductDiscontinued, { productId });
      return sameMoney(price, product.price)
        ? reject(NothingToChange, {})
        : ProductEvents.ProductPriceChanged({ price });
    },
    describeProduct: (product, { productId, ...wanted }) => {
      if (product.discontinued) return reject(ProductDiscontinued, { productId });
      const name = wanted.name ?? product.name;
      const description = wanted.description ?? product.description;
      const category = wanted.category ?? product.category;
      return name === product.name && description === product.description && category === product.category
        ? reject(NothingToChange, {})
        : ProductEvents.ProductDescribed({ name, description, category });
    },
    tagProduct: (product, { productId, tags }) => {
      if (product.discontinued) return reject(ProductDiscontinued, { productId });
      const added = distinctTags(tags).filter((tag) => !hasTag(product.tags, tag));
      if (added.length === 0) return reject(NothingToChange, {});
      const requested = product.tags.length + added.length;
      return requested > MOST_TAGS
        ? reject(TooManyTags, { most: MOST_TAGS, requested })
        : ProductEvents.ProductTagged({ tags: added });
    },
    untagProduct: (product, { productId, tags }) => {
      if (product.discontinued) return reject(ProductDiscontinued, { productId });
      const removed = product.tags.filter((tag) => hasTag(tags, tag));
      return removed.length === 0
        ? reject(NothingToChange, {})
        : ProductEvents.ProductUntagged({ tags: removed });
    },
    discontinueProduct: (product, { productId }) =>
      product.discontinued
        ? reject(ProductDiscontinued, { productId })
        : ProductEvents.ProductDiscontinued({}),
  },
  evolve: {
    ProductListed: (_product, { name, description, category, price, tags }) => ({
      name,
      description,
      category,
      price,
      tags,
      discontinued: false,
    }),
    ProductPriceChanged: (product, { price }) => ({ ...product, price }),
    ProductDescribed: (product, { name, description, category }) => ({
      ...product,
      name,
      description,
      category,
    }),
    ProductTagged: (product, { tags }) => ({ ...product, tags: [...product.tags, ...tags] }),
    ProductUntagged: (product, { tags }) => ({
      ...product,
      tags: product.tags.filter((tag) => !tags.includes(tag)),
    }),
    ProductDiscontinued: (product) => ({ ...product, discontinued: true }),
  },
});
