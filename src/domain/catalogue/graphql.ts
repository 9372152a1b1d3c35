// What is shown of products.
import type { GraphqlAuthor } from '#engine';
import { ProductCommands } from './commands.ts';
import { productProjection } from './projections/product.ts';

export const catalogueGraphql = (g: GraphqlAuthor): void => {
  g.mutations(ProductCommands, { shows: productProjection });
  g.document(productProjection);
  g.subscription('productUpdated', productProjection);
};
