// Ways in which only a product's command is refused.
import { defineRefusal } from '#engine';
import { z } from 'zod';

/** Tags a product may have. */
export const MOST_TAGS = 20;

export const TooManyTags = defineRefusal(
  'TooManyTags',
  { most: z.int(), requested: z.int() },
  ({ most, requested }) => `A product has at most ${most} tags; this would make ${requested}.`,
);
