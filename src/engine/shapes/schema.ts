// The shapes of read models in the schema, in the order in which they add to it.
import type { ShownShape } from '../graphql/schema/shown-shape.ts';
import { shownLists } from './list/schema.ts';
import { shownQueries } from './query/schema.ts';
import { shownRankings } from './ranking/schema.ts';
import type { ShapeAuthor } from './registered.ts';
import { shownSearches } from './search/schema.ts';

export { rankFields } from './ranking/schema.ts';

interface ShownShapes {
  readonly author: ShapeAuthor;
  readonly all: readonly ShownShape<unknown>[];
}

/** Nothing is shown yet. */
export function shownShapes(): ShownShapes {
  const [lists, rankings, searches, queries] = [
    shownLists(),
    shownRankings(),
    shownSearches(),
    shownQueries(),
  ];
  return {
    author: { ...lists.author, ...rankings.author, ...searches.author, ...queries.author },
    all: [lists, rankings, searches, queries],
  };
}
