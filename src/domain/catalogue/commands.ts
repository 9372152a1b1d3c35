// Commands about products.
import { defineCommands, everybody, NothingToChange } from '#engine';
import { z } from 'zod';
import { clerk } from '../shared/access.ts';
import { ProductId } from '../shared/ids.ts';
import { PositiveMoneyInput } from '../shared/money.ts';
import { ProductDiscontinued } from '../shared/refusals.ts';
import { line, optional, paragraphs } from '../shared/text.ts';
import { MOST_TAGS, TooManyTags } from './refusals.ts';

const ProductName = line({ max: 100 }).meta({ description: 'One line of at most 100 characters.' });
const Description = paragraphs({ min: 0, max: 5000 }).meta({
  description: 'Text of several lines, at most 5,000 characters; it may be empty.',
});
const Category = line({ max: 60 }).meta({
  description: 'Free text of at most 60 characters, by which `searchProducts` narrows.',
});
/** More than a product may have, so that TooManyTags can say so; a tag named twice counts once. */
const Tags = z.array(line({ max: 40 })).max(100);
const TAGS_ARE_ALIKE = 'Two that differ in case, accents or width are one.';
const Price = PositiveMoneyInput.meta({ description: 'Of one piece; more than zero.' });
const kept = <Schema extends z.ZodType>(schema: Schema) =>
  optional(schema).meta({ description: `${schema.description} Stays as it is if omitted.` });

export const ProductCommands = defineCommands(
  'product',
  {
    listProduct: {
      description: `Offers a product. Refused if it has more than ${MOST_TAGS} tags.`,
      creates: 'productId',
      access: clerk,
      input: z.object({
        productId: ProductId,
        name: ProductName,
        description: Description,
        category: Category,
        price: Price,
        tags: optional(Tags).meta({
          description: `Words it is found by, at most ${MOST_TAGS}. ${TAGS_ARE_ALIKE}`,
        }),
      }),
      emits: ['ProductListed'],
      refuses: [TooManyTags],
    },
    changeProductPrice: {
      description: 'Gives a product another price. Items that are on orders already keep theirs.',
      changes: 'productId',
      access: clerk,
      input: z.object({ productId: ProductId, price: Price }),
      emits: ['ProductPriceChanged'],
      refuses: [ProductDiscontinued, NothingToChange],
    },
    describeProduct: {
      description:
        'Gives a product another name, description or category. Refused if nothing of that is another one.',
      changes: 'productId',
      access: clerk,
      input: z.object({
        productId: ProductId,
        name: kept(ProductName),
        description: kept(Description),
        category: kept(Category),
      }),
      emits: ['ProductDescribed'],
      refuses: [ProductDiscontinued, NothingToChange],
    },
    tagProduct: {
      description: `Adds tags to a product. Refused if it has all of them, or would have more than ${MOST_TAGS}.`,
      changes: 'productId',
      access: clerk,
      input: z.object({
        productId: ProductId,
        tags: Tags.min(1).meta({ description: `To be added to those it has. ${TAGS_ARE_ALIKE}` }),
      }),
      emits: ['ProductTagged'],
      refuses: [ProductDiscontinued, NothingToChange, TooManyTags],
    },
    untagProduct: {
      description: 'Takes tags off a product. Refused if it has none of them.',
      changes: 'productId',
      access: clerk,
      input: z.object({
        productId: ProductId,
        tags: Tags.min(1).meta({ description: `Those it has not are passed over. ${TAGS_ARE_ALIKE}` }),
      }),
      emits: ['ProductUntagged'],
      refuses: [ProductDiscontinued, NothingToChange],
    },
    discontinueProduct: {
      description:
        'Takes a product off the shelf for good: it is not ordered any more and stays as it is. Orders that have it keep it.',
      changes: 'productId',
      access: clerk,
      input: z.object({ productId: ProductId }),
      emits: ['ProductDiscontinued'],
      refuses: [ProductDiscontinued],
    },
  },
  { knownTo: everybody },
);
