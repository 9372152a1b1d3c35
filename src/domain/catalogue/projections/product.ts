// Product: what is offered, at which price, and whether it still is.
import { dateTime, defineDocument, defineProjection } from '#engine';
import { z } from 'zod';
import { Money } from '../../shared/money.ts';
import { ProductEvents } from '../events.ts';
import { MOST_TAGS } from '../refusals.ts';

export const ProductDocument = defineDocument('Product', {
  name: z.string(),
  description: z.string(),
  category: z.string(),
  price: Money,
  tags: z.array(z.string()).max(MOST_TAGS),
  listedAt: dateTime(),
  discontinued: z.boolean(),
  discontinuedAt: dateTime().nullable(),
});

export const productProjection = defineProjection({
  name: 'product',
  document: ProductDocument,
  from: [ProductEvents],
  create: {
    ProductListed: ({ data: { name, description, category, price, tags }, occurredAt }) => ({
      name,
      description,
      category,
      price,
      tags,
      listedAt: occurredAt,
      discontinued: false,
      discontinuedAt: null,
    }),
  },
  update: {
    ProductPriceChanged: (product, { data: { price } }) => ({ ...product, price }),
    ProductDescribed: (product, { data: { name, description, category } }) => ({
      ...product,
      name,
      description,
      category,
    }),
    ProductTagged: (product, { data: { tags } }) => ({ ...product, tags: [...product.tags, ...tags] }),
    ProductUntagged: (product, { data: { tags } }) => ({
      ...product,
      tags: product.tags.filter((tag) => !tags.includes(tag)),
    }),
    ProductDiscontinued: (product, { occurredAt }) => ({
      ...product,
      discontinued: true,
      discontinuedAt: occurredAt,
    }),
  },
});
