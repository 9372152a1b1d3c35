// Products in the GraphQL schema: mutations, the product, the search, a subscription.
import type { GraphqlAuthor } from '#engine';
import { ProductCommands } from './commands.ts';
import { productSearch } from './projections/product-search.ts';
import { productProjection } from './projections/product.ts';

export const catalogueGraphql = (g: GraphqlAuthor): void => {
  g.mutations(ProductCommands, { shows: productProjection });
  g.document(productProjection);
  g.search(productSearch);
  g.subscription('productUpdated', productProjection);
};
