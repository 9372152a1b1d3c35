// Subscriptions: which version of which document has just become readable. Listen first, then read, then tell; what
// notices lose, comparisons find; and a subscriber that stops pulling costs no more than its buffer.
import type { DocumentReader } from '../../../model/documents.ts';
import type { IncarnationSource } from '../../../model/event-store.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { Logger } from '../../../model/logger.ts';
import type { SubscriptionReport } from '../../../model/operations-records.ts';
import type { NoticeSource } from '../../../model/notices.ts';
import type { SubscriptionService } from '../../../model/services.ts';
import { tokenOfAnotherStore } from '../queries/check-token.ts';
import { createStoreIdentity } from '../queries/store-identity.ts';
import { wantedDocuments } from './check-subscription.ts';
import { createFollowedDocuments } from './followed-documents.ts';
import { closing, READY_WITHIN_MS } from './live-streams.ts';
import { createSharedReads } from './shared-reads.ts';
import { Subscriber, type SubscriberOptions } from './subscriber.ts';

export interface Subscriptions extends SubscriptionService {
  /** How many live subscriptions there are. */
  count(): number;
  /** What they follow, most followed first. */
  followed(): readonly SubscriptionReport[];
  /** Ends all of them, in the orderly way. */
  close(): void;
}

export interface SubscriptionOptions {
  readonly documents: DocumentReader;
  readonly notices: NoticeSource;
  readonly events: IncarnationSource;
  /** The read models that can be followed. */
  readonly projections: readonly { readonly name: string }[];
  readonly logger: Logger;
}

export function subscribeToDocuments(options: SubscriptionOptions): Subscriptions {
  const { documents, notices } = options;
  const store = createStoreIdentity(options.events);
  const projections = new Set(options.projections.map(({ name }) => name));
  const followed = createFollowedDocuments(options);
  const reads = createSharedReads(documents);
  const live = new Set<Subscriber>();
  let closed = false;
  options.events.onRenewed?.(() => {
    for (const { updates } of live) updates.fail(tokenOfAnotherStore());
  });

  const enlist = (of: Pick<SubscriberOptions, 'wanted' | 'withDocuments' | 'readableOf' | 'incarnation'>) => {
    const subscriber = new Subscriber({
      ...{ ...of, store, reads, followed },
      onEnd: () => {
        live.delete(subscriber);
        unfollow();
      },
    });
    const unfollow = followed.follow(of.wanted, subscriber);
    live.add(subscriber);
    return subscriber;
  };

  return {
    subscribe: async (request) => {
      const wanted = await wantedDocuments(request, { projections, store });
      const incarnation = await store.incarnation();
      if (closed) throw closing();
      const { documents: _named, since: _since, resumes: _resumes, ...rest } = request;
      const subscriber = enlist({ ...rest, wanted, incarnation });
      try {
        await notices.ready(READY_WITHIN_MS);
        subscriber.begin(await documents.read(wanted));
      } catch (error) {
        subscriber.updates.end();
        throw error;
      }
      return subscriber.updates;
    },
    count: () => live.size,
    followed: () => followedBy(live),
    close: () => {
      closed = true;
      for (const { updates } of live) updates.end();
    },
  };
}

function followedBy(live: Iterable<Subscriber>): readonly SubscriptionReport[] {
  const counts = new Map<string, SubscriptionReport>();
  for (const { wanted } of live) {
    for (const { projection: readModel, id } of wanted) {
      const key = `${readModel}/${id}`;
      counts.set(key, { readModel, id, subscribers: (counts.get(key)?.subscribers ?? 0) + 1 });
    }
  }
  const most = [...counts.values()].toSorted((a, b) => b.subscribers - a.subscribers);
  return most.slice(0, LIMITS.entriesPerPage);
}
