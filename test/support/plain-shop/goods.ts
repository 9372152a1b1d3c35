// Commands about products, as the plain shop does them.
import {
  minorOf,
  type Command,
  type Done,
  type PlainMoney,
  type PlainProduct,
  type PlainShop,
} from './state.ts';

interface Price {
  readonly amount: string;
  readonly currency: string;
}

interface Listing {
  readonly productId: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly price: Price;
  readonly tags?: readonly string[];
}

const MOST_TAGS = 20;

const moneyOf = ({ amount, currency }: Price): PlainMoney => ({ minor: minorOf(amount), currency });

/** Nothing about a product changes that is not offered any more. */
function change({ products }: PlainShop, productId: string, make: (product: PlainProduct) => Done): Done {
  const product = products.get(productId);
  if (!product) return 'NOT_FOUND';
  if (product.discontinuedAt !== null) return 'PRODUCT_DISCONTINUED';
  const done = make(product);
  if (done !== 'DONE') return done;
  product.version += 1;
  return undefined;
}

export const goods = {
  listProduct: (shop: PlainShop, { input, at }: Command<Listing>): Done => {
    const { productId, name, description, category, price, tags = [] } = input;
    if (shop.products.has(productId)) return 'ALREADY_EXISTS';
    const distinct = [...new Set(tags)];
    if (distinct.length > MOST_TAGS) return 'TOO_MANY_TAGS';
    shop.products.set(productId, {
      ...{ version: 1, name, description, category, price: moneyOf(price), tags: distinct },
      ...{ listedAt: at, discontinuedAt: null },
    });
    return undefined;
  },
  changeProductPrice: (shop: PlainShop, { input }: Command<{ productId: string; price: Price }>): Done =>
    change(shop, input.productId, (product) => {
      const { minor, currency } = moneyOf(input.price);
      if (product.price.minor === minor && product.price.currency === currency) return 'NOTHING_TO_CHANGE';
      product.price = { minor, currency };
      return 'DONE';
    }),
  describeProduct: (
    shop: PlainShop,
    { input }: Command<{ productId: string; name?: string; category?: string }>,
  ): Done =>
    change(shop, input.productId, (product) => {
      const { name = product.name, category = product.category } = input;
      if (name === product.name && category === product.category) return 'NOTHING_TO_CHANGE';
      product.name = name;
      product.category = category;
      return 'DONE';
    }),
  tagProduct: (shop: PlainShop, { input }: Command<{ productId: string; tags: readonly string[] }>): Done =>
    change(shop, input.productId, (product) => {
      const tags = [...new Set([...product.tags, ...input.tags])];
      if (tags.length === product.tags.length) return 'NOTHING_TO_CHANGE';
      if (tags.length > MOST_TAGS) return 'TOO_MANY_TAGS';
      product.tags = tags;
      return 'DONE';
    }),
  untagProduct: (shop: PlainShop, { input }: Command<{ productId: string; tags: readonly string[] }>): Done =>
    change(shop, input.productId, (product) => {
      const tags = product.tags.filter((tag) => !input.tags.includes(tag));
      if (tags.length === product.tags.length) return 'NOTHING_TO_CHANGE';
      product.tags = tags;
      return 'DONE';
    }),
  discontinueProduct: (shop: PlainShop, { input, at }: Command<{ productId: string }>): Done =>
    change(shop, input.productId, (product) => {
      product.discontinuedAt = at;
      return 'DONE';
    }),
};
