// Ways in which only a product's command is refused.
import { defineRefusal } from '#engine';
import { z } from 'zod';

/** Tags a product may have. */
export const MOST_TAGS = 20;

export const TooManyTags = defineRefusal(
  'TooManyTags',
  {
    most: z.int().meta({ description: 'Tags a product may have.' }),
    requested: z.int().meta({ description: 'Tags it would have, those it has already included.' }),
  },
  {
    description: 'The product would have more tags than it may.',
    message: ({ most, requested }) => `A product has at most ${most} tags; this would make ${requested}.`,
  },
);
