// The documents that live subscriptions of this process follow, each listened to once however many follow it, and
// their comparison with what is stored: that is what makes up for notices that were lost.
import type { DocumentRead, DocumentReader } from '../../../model/documents.ts';
import type { Logger } from '../../../model/logger.ts';
import type { DocumentNotice, LaneNotice, NoticeSource, Unsubscribe } from '../../../model/notices.ts';
import type { NamedDocument } from './named-document.ts';
import { createRepeatedTask } from '../../../async/repeated-task.ts';
import { notifyInBatches } from '../../../async/notify-in-batches.ts';
import type { News } from './update-buffer.ts';

export interface Follower {
  /** @param incarnation of the store that the positions are in. */
  hear(document: NamedDocument, news: News, incarnation: string): void;
  compare(document: NamedDocument, stored: DocumentRead): void;
}

export interface FollowedDocuments {
  follow(documents: readonly NamedDocument[], follower: Follower): Unsubscribe;
  /** A read failed: compare everything in a moment. */
  compareSoon(): void;
}

interface FollowedDocument {
  readonly document: NamedDocument;
  readonly followers: Set<Follower>;
  readonly end: Unsubscribe;
}

interface Heard {
  readonly news: News;
  readonly incarnation: string;
}

const DOCUMENTS_PER_READ = 500;

interface Sources {
  readonly documents: DocumentReader;
  readonly notices: NoticeSource;
  readonly logger: Logger;
}

export function createFollowedDocuments({ documents, notices, logger }: Sources): FollowedDocuments {
  const followed = new Map<string, FollowedDocument>();
  let endResync: Unsubscribe | undefined;

  const comparison = createRepeatedTask({
    task: () => compare([...followed.values()], documents),
    onFailure: (error) => logger.warn({ error }, 'subscriptions could not be compared with what is stored'),
    retryAfterMs: 1000,
  });
  const begin = (document: NamedDocument): FollowedDocument => {
    const followers = new Set<Follower>();
    const notify = notifyInBatches<Follower, Heard>(followers, (follower, { news, incarnation }) =>
      follower.hear(document, news, incarnation),
    );
    const hear = (
      { version, position, eventTypes, traceparent }: DocumentNotice,
      { projectedAt, incarnation }: LaneNotice,
    ) => notify({ news: { version, position, eventTypes, projectedAt, traceparent }, incarnation });
    return { document, followers, end: notices.onDocument(document.projection, document.id, hear) };
  };
  const unfollow = ({ name }: NamedDocument, follower: Follower): void => {
    const entry = followed.get(name);
    if (!entry?.followers.delete(follower) || entry.followers.size > 0) return;
    entry.end();
    followed.delete(name);
  };

  return {
    compareSoon: comparison.runSoon,
    follow: (wanted, follower) => {
      endResync ??= notices.onResync(comparison.run);
      for (const document of wanted) {
        const entry = followed.get(document.name) ?? begin(document);
        followed.set(document.name, entry);
        entry.followers.add(follower);
      }
      return () => {
        for (const document of wanted) unfollow(document, follower);
        if (followed.size > 0) return;
        endResync?.();
        endResync = undefined;
        comparison.stop();
      };
    },
  };
}

async function compare(all: readonly FollowedDocument[], documents: DocumentReader): Promise<void> {
  for (let from = 0; from < all.length; from += DOCUMENTS_PER_READ) {
    const some = all.slice(from, from + DOCUMENTS_PER_READ);
    const reads = await documents.read(some.map(({ document }) => document));
    for (const [index, { document, followers }] of some.entries()) {
      const read = reads[index];
      if (read) followers.forEach((follower) => follower.compare(document, read));
    }
  }
}
