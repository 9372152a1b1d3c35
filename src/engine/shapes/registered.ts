// The shapes of read models, registered: what each answers, and how authors show it.
import type { Projection } from '../definitions/projection.ts';
import type { ListService, SearchService } from '../model/services.ts';
import type { Query } from './query/declare.ts';
import type { Rankings, RankingSubscriptionService } from './ranking/ports.ts';

export interface ShapeServices {
  readonly lists: ListService;
  readonly rankings: Rankings;
  readonly rankingSubscriptions: RankingSubscriptionService;
  readonly searches: SearchService;
}

export interface ShapeAuthor {
  /** A query for each of its lists, which answers with a connection of its documents. */
  lists(projection: Projection): void;
  /**
   * A query for each of its rankings, which answers with the top: entries of a type with the rank and its documents' fields.
   * @param options `live`: with a subscription to each top as well, named after the ranking: `leaderboardUpdated`.
   */
  rankings(projection: Projection, options: { readonly entry: string; readonly live?: boolean }): void;
  /** The query of its search, which answers with a connection of its documents. */
  search(projection: Projection): void;
  /** A query over several documents of one projection. */
  query(query: Query): void;
}

/** An author that only says which projections are shown. */
export const recordingShapes = (show: (projection: Projection) => void): ShapeAuthor => ({
  lists: show,
  rankings: show,
  search: show,
  query: ({ over }) => show(over),
});
