// What may be asked about products.
import { defineCommands, NothingToChange } from '#engine';
import { z } from 'zod';
import { ProductId } from '../shared/ids.ts';
import { PositiveMoneyInput } from '../shared/money.ts';
import { ProductDiscontinued } from '../shared/refusals.ts';
import { line, optional, paragraphs } from '../shared/text.ts';
import { TooManyTags } from './refusals.ts';

const ProductName = line({ max: 100 });
const Description = paragraphs({ min: 0, max: 5000 });
const Category = line({ max: 60 });
/** More than a product may have, so that TooManyTags can say so; a tag named twice counts once. */
const Tags = z.array(line({ max: 40 })).max(100);

export const ProductCommands = defineCommands('product', {
  listProduct: {
    creates: 'productId',
    input: z.object({
      productId: ProductId,
      name: ProductName,
      description: Description,
      category: Category,
      price: PositiveMoneyInput,
      tags: optional(Tags),
    }),
    emits: ['ProductListed'],
    refuses: [TooManyTags],
  },
  changeProductPrice: {
    changes: 'productId',
    input: z.object({ productId: ProductId, price: PositiveMoneyInput }),
    emits: ['ProductPriceChanged'],
    refuses: [ProductDiscontinued, NothingToChange],
  },
  describeProduct: {
    changes: 'productId',
    input: z.object({
      productId: ProductId,
      name: optional(ProductName),
      description: optional(Description),
      category: optional(Category),
    }),
    emits: ['ProductDescribed'],
    refuses: [ProductDiscontinued, NothingToChange],
  },
  tagProduct: {
    changes: 'productId',
    input: z.object({ productId: ProductId, tags: Tags.min(1) }),
    emits: ['ProductTagged'],
    refuses: [ProductDiscontinued, NothingToChange, TooManyTags],
  },
  untagProduct: {
    changes: 'productId',
    input: z.object({ productId: ProductId, tags: Tags.min(1) }),
    emits: ['ProductUntagged'],
    refuses: [ProductDiscontinued, NothingToChange],
  },
  discontinueProduct: {
    changes: 'productId',
    input: z.object({ productId: ProductId }),
    emits: ['ProductDiscontinued'],
    refuses: [ProductDiscontinued],
  },
});
