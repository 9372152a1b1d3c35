// Ports of rankings: their tops, read once or followed.
import type { ListRequest, ShownDocument } from '../../model/services.ts';

export interface TopRequest extends Pick<
  ListRequest,
  'first' | 'after' | 'maxWaitMs' | 'beginWait' | 'maxStaleMs' | 'ifBehind'
> {
  /** Name of the projection the ranking belongs to. */
  readonly readModel: string;
  readonly ranking: string;
}

export interface RankingTop {
  /** Equal scores share a rank: 1, 1, 3. */
  readonly entries: readonly { readonly rank: number; readonly document: ShownDocument }[];
  /** Token of what the read has seen. */
  readonly token: string;
}

/** Throws as reads do. */
export interface Rankings {
  top(request: TopRequest): Promise<RankingTop>;
}

export interface FollowTopRequest extends Pick<TopRequest, 'readModel' | 'ranking'> {
  /** How many entries, from 1 to 100. */
  readonly first: number;
  /** Consistency token. */
  readonly since?: string;
  /** The client comes back: without `since` it begins from the start, which is with the current top. */
  readonly resumes?: boolean;
}

export interface TopUpdate extends RankingTop {
  /** ISO 8601. */
  readonly projectedAt: string;
  /** Tops that were left out because this one is newer. */
  readonly coalesced: number;
}

export interface RankingSubscriptionService {
  /**
   * A top whenever what it shows has changed. Throws at once on a bad request: INVALID_SUBSCRIPTION, else codes as for
   * reads. Later the stream fails with TOKEN_OF_ANOTHER_STORE if the store was replaced. Tokens never fall, and who comes
   * back with the last one misses nothing.
   */
  follow(request: FollowTopRequest): Promise<AsyncIterableIterator<TopUpdate>>;
}
