// Product: what is offered, at which price, and whether it still is.
import { dateTime, defineDocument, defineProjection, everybody } from '#engine';
import { z } from 'zod';
import { Money } from '../../shared/money.ts';
import { ProductEvents } from '../events.ts';
import { MOST_TAGS } from '../refusals.ts';

export const ProductDocument = defineDocument(
  'Product',
  {
    name: z.string().meta({ description: 'One line. Two products may have the same.' }),
    description: z.string().meta({ description: 'Text of several lines; empty if there is none.' }),
    category: z.string().meta({ description: 'Free text, by which `searchProducts` narrows.' }),
    price: Money.meta({ description: 'Of one piece, for who orders it now.' }),
    tags: z
      .array(z.string())
      .max(MOST_TAGS)
      .meta({ description: `Words it is found by, in the order they were given; at most ${MOST_TAGS}.` }),
    listedAt: dateTime().meta({ description: 'Since when it is offered.' }),
    discontinued: z.boolean().meta({ description: 'True for good, once it is not offered any more.' }),
    discontinuedAt: dateTime().nullable().meta({ description: 'Null while it is offered.' }),
  },
  {
    access: { read: everybody },
    description: 'What the shop offers, or has offered: discontinued products stay.',
  },
);

export const productProjection = defineProjection('product', {
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
