// The services of all shapes, opened over the readers of one process.
import type { SearchReader } from '../model/search.ts';
import { readLists, type ListServiceOptions } from './list/read.ts';
import { subscribeToRankings, type RankingSubscriptionOptions } from './ranking/follow.ts';
import { readRankings, type RankingsOptions } from './ranking/read.ts';
import type { ShapeServices } from './registered.ts';
import { noSearches, searchDocuments } from './search/read.ts';

type Sources = ListServiceOptions &
  RankingsOptions &
  RankingSubscriptionOptions & {
    /** Nothing where the store can't be searched. */
    readonly searches: SearchReader | undefined;
  };

interface OpenShapes {
  readonly services: ShapeServices;
  /** How many subscriptions are open. */
  count(): number;
  /** Ends all of their subscriptions, in the orderly way. */
  close(): void;
}

export function openShapes({ searches, ...sources }: Sources): OpenShapes {
  const rankingSubscriptions = subscribeToRankings(sources);
  return {
    services: {
      lists: readLists(sources),
      rankings: readRankings(sources),
      rankingSubscriptions,
      searches: searches ? searchDocuments({ ...sources, searches }) : noSearches,
    },
    count: rankingSubscriptions.count,
    close: rankingSubscriptions.close,
  };
}
