// Subscriptions to the tops of rankings. Listen first, then read, then tell; what notices lose, comparisons find. However
// many follow a ranking, this process reads it once at a time.
import type { Projection } from '../../definitions/projection.ts';
import type { IndexReader } from '../../model/documents.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { IncarnationSource } from '../../model/event-store.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Logger } from '../../model/logger.ts';
import type { NoticeSource } from '../../model/notices.ts';
import { BEFORE_FIRST } from '../../model/position.ts';
import type { FollowTopRequest, RankingSubscriptionService } from './ports.ts';
import { positionOfToken, tokenOfAnotherStore } from '../../flow/read/queries/check-token.ts';
import { createStoreIdentity, type StoreIdentity } from '../../flow/read/queries/store-identity.ts';
import { createFollowedRanking, type FollowedRanking } from './followed.ts';
import { closing, READY_WITHIN_MS } from '../../flow/read/subscriptions/live-streams.ts';
import { topOf } from './read.ts';
import { RankingSubscriber } from './subscriber.ts';

export interface RankingSubscriptions extends RankingSubscriptionService {
  /** How many live subscriptions there are. */
  count(): number;
  /** Ends all of them, in the orderly way. */
  close(): void;
}

export interface RankingSubscriptionOptions {
  readonly indexes: Pick<IndexReader, 'readTop'>;
  readonly notices: NoticeSource;
  readonly events: IncarnationSource;
  /** Those whose rankings can be followed. */
  readonly projections: readonly Pick<Projection, 'name' | 'rankings'>[];
  readonly logger: Logger;
}

type Rankings = ReadonlyMap<string, FollowedRanking>;

export function subscribeToRankings(options: RankingSubscriptionOptions): RankingSubscriptions {
  const { notices, projections } = options;
  const store = createStoreIdentity(options.events);
  const rankings: Rankings = new Map(
    projections.flatMap(({ name: projection, rankings: own }) =>
      own.map((ranking) => [
        `${projection}/${ranking.name}`,
        createFollowedRanking(topOf(projection, ranking), options),
      ]),
    ),
  );
  const live = new Set<RankingSubscriber>();
  let closed = false;
  options.events.onRenewed?.(() => {
    for (const { updates } of live) updates.fail(tokenOfAnotherStore());
  });

  return {
    follow: async (request) => {
      const { first, since, ranking } = await checked(request, { rankings, store });
      const incarnation = await store.incarnation();
      await notices.ready(READY_WITHIN_MS);
      if (closed) throw closing();
      const subscriber = new RankingSubscriber({
        ...{ first, since, incarnation, store },
        onEnd: () => {
          live.delete(subscriber);
          end();
        },
      });
      const { begun, end } = ranking.follow(subscriber);
      live.add(subscriber);
      try {
        await begun;
      } catch (error) {
        subscriber.updates.end();
        throw error;
      }
      return subscriber.updates;
    },
    count: () => live.size,
    close: () => {
      closed = true;
      for (const { updates } of live) updates.end();
    },
  };
}

/** Throws INVALID_SUBSCRIPTION, INVALID_TOKEN or TOKEN_OF_ANOTHER_STORE. */
async function checked(
  { readModel, ranking: name, first, since, resumes }: FollowTopRequest,
  { rankings, store }: { readonly rankings: Rankings; readonly store: StoreIdentity },
) {
  const ranking = rankings.get(`${readModel}/${name}`);
  if (!ranking) throw invalid('There is no such ranking.');
  if (!Number.isInteger(first) || first < 1 || first > LIMITS.entriesPerPage) {
    throw invalid(`first must be a whole number from 1 to ${LIMITS.entriesPerPage}.`);
  }
  const beginning = resumes ? BEFORE_FIRST : undefined;
  return { ranking, first, since: since === undefined ? beginning : await positionOfToken(since, store) };
}

function invalid(message: string): SlipstreamError {
  return new SlipstreamError('INVALID_SUBSCRIPTION', message);
}
