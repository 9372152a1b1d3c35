// The read model that docs/authoring.md shows, below the events it is made of.
import { defineDocument, defineEvents, defineProjection, event } from '#engine';
import { z } from 'zod';

export const ReviewEvents = defineEvents('review', {
  ReviewWritten: event<{ productId: string; rating: number }>(),
  ReviewWithdrawn: event<{ productId: string; rating: number }>(),
});

/** How a product is rated, from the streams of its reviews. */
export const productRatingProjection = defineProjection('productRating', {
  document: defineDocument(
    'ProductRating',
    {
      sum: z.int().meta({ description: 'Of all ratings, each from 1 to 5.' }),
      count: z.int().meta({ description: 'How many ratings there are.' }),
    },
    { description: 'How a product is rated: `sum` by `count` is the average.' },
  ),
  from: [ReviewEvents],
  ownedBy: 'none',
  route: {
    ReviewWritten: ({ data }) => data.productId,
    ReviewWithdrawn: ({ data }) => data.productId,
  },
  initial: { sum: 0, count: 0 },
  create: {},
  update: {
    ReviewWritten: ({ sum, count }, { data: { rating } }) => ({ sum: sum + rating, count: count + 1 }),
    ReviewWithdrawn: ({ sum, count }, { data: { rating } }) => ({ sum: sum - rating, count: count - 1 }),
  },
});
