// A ranking that live subscriptions of this process follow: one read at a time for all of them, as many entries as the
// longest top among them has; what is said meanwhile is in the next read.
import type { IndexReader, TopQuery, TopRead } from '../../model/documents.ts';
import type { Logger } from '../../model/logger.ts';
import type { LaneNotice, NoticeSource, Unsubscribe } from '../../model/notices.ts';
import { highestPosition, type Position } from '../../model/position.ts';
import type { RankingTop } from './ports.ts';
import { shownEntries } from './read.ts';
import { createRepeatedTask } from '../../async/repeated-task.ts';
import { notifyInBatches } from '../../async/notify-in-batches.ts';

/** A top as a subscriber sees it: made once for all who see as many entries. */
export interface SeenTop {
  readonly entries: RankingTop['entries'];
  /** What it shows; equal for tops that show the same. */
  readonly text: string;
  /** How far the lane has come. */
  readonly checkpoint: Position;
  /** The checkpoint, or that of an entry that is further: an event is fanned out step by step. */
  readonly newest: Position;
  readonly incarnation: string;
  /** ISO 8601. */
  readonly projectedAt: string;
}

export interface RankingFollower {
  readonly first: number;
  /** Nothing: the read model can't be read yet, and says nothing of its top. */
  hear(top: SeenTop | undefined): void;
}

export interface FollowedRanking {
  /** `begun` resolves when the follower has heard a read that began after this call; rejects if it failed. */
  follow(follower: RankingFollower): { readonly begun: Promise<void>; readonly end: Unsubscribe };
}

interface Beginning {
  readonly fromRead: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Sources {
  readonly indexes: Pick<IndexReader, 'readTop'>;
  readonly notices: NoticeSource;
  readonly logger: Logger;
}

export function createFollowedRanking(
  ranking: Omit<TopQuery, 'limit'>,
  { indexes, notices, logger }: Sources,
): FollowedRanking {
  const subscribers = createSubscribers();
  let listening: readonly Unsubscribe[] = [];
  let reads = 0;
  let noticedAt: string | undefined;

  const reading = createRepeatedTask({
    task: async () => {
      if (subscribers.isEmpty()) return;
      const projectedAt = noticedAt ?? new Date().toISOString();
      const of = { number: (reads += 1), projection: ranking.projection, projectedAt };
      noticedAt = undefined;
      await publishTop(() => indexes.readTop({ ...ranking, limit: subscribers.longest() }), subscribers, of);
      if (subscribers.isEmpty()) end();
    },
    onFailure: (error) => logger.warn({ error, ...ranking }, 'a ranking could not be read for subscriptions'),
    retryAfterMs: 1000,
  });
  const onNotice = ({ documents, switched, projectedAt }: LaneNotice): void => {
    if (documents.length === 0 && !switched) return;
    noticedAt = projectedAt;
    reading.run();
  };
  const end = (): void => {
    for (const stop of listening) stop();
    listening = [];
    reading.stop();
  };
  return {
    follow: (follower) => {
      if (listening.length === 0) {
        const lane = { projection: ranking.projection, lane: 0 };
        listening = [notices.onLane(lane, onNotice), notices.onResync(reading.run)];
      }
      const begun = subscribers.join(follower, reads + 1);
      reading.run();
      return {
        begun,
        end: () => {
          subscribers.leave(follower);
          if (subscribers.isEmpty()) end();
        },
      };
    },
  };
}

async function publishTop(
  read: () => Promise<TopRead>,
  subscribers: Subscribers,
  { number, ...of }: TopSource & { readonly number: number },
): Promise<void> {
  try {
    subscribers.notify({ read: number, topOf: topsOf(await read(), of) });
  } catch (error) {
    subscribers.refuseBeginning(number, error);
    if (!subscribers.isEmpty()) throw error;
  }
}

/** What is said of a read beside what it found. */
type TopSource = Pick<SeenTop, 'projectedAt'> & Pick<TopQuery, 'projection'>;
/** What the read of this number found. */
interface Found {
  readonly read: number;
  readonly topOf: (first: number) => SeenTop | undefined;
}
type Subscribers = ReturnType<typeof createSubscribers>;

/** Followers, each with what it waits for if it has not begun yet. */
function createSubscribers() {
  const followers = new Map<RankingFollower, Beginning | undefined>();
  return {
    isEmpty: () => followers.size === 0,
    /** How many entries the longest top has. */
    longest: () => [...followers.keys()].reduce((most, { first }) => Math.max(most, first), 1),
    /** @param fromRead number of the first read that it hears. */
    join: (follower: RankingFollower, fromRead: number): Promise<void> =>
      new Promise((resolve, reject) => {
        followers.set(follower, { fromRead, resolve, reject });
      }),
    leave: (follower: RankingFollower): void => {
      followers.get(follower)?.resolve();
      followers.delete(follower);
    },
    notify: notifyInBatches<RankingFollower, Found>(
      { [Symbol.iterator]: () => followers.keys() },
      (follower, { read, topOf }) => {
        const beginning = followers.get(follower);
        if (beginning && read < beginning.fromRead) return;
        followers.set(follower, undefined);
        follower.hear(topOf(follower.first));
        beginning?.resolve();
      },
    ),
    /** Those who can begin with an earlier one are about to be told of it. */
    refuseBeginning: (read: number, error: unknown): void => {
      for (const [follower, beginning] of followers) {
        if (!beginning || beginning.fromRead < read) continue;
        followers.delete(follower);
        beginning.reject(error);
      }
    },
  };
}

/** Tops of the same length are the same object: there may be thousands who see it. */
function topsOf(read: TopRead, of: TopSource) {
  const made = new Map<number, SeenTop>();
  return (first: number): SeenTop | undefined => {
    if (read.state !== 'live') return undefined;
    const top = made.get(first) ?? seenTop(read, first, of);
    made.set(first, top);
    return top;
  };
}

function seenTop({ entries, checkpoint, incarnation }: TopRead, first: number, of: TopSource): SeenTop {
  const shown = shownEntries(of.projection, entries.slice(0, first));
  return {
    entries: shown,
    text: JSON.stringify(shown.map(({ rank, document: { id, body } }) => [rank, id, body])),
    checkpoint,
    newest: shown.reduce((newest, { document }) => highestPosition(newest, document.position), checkpoint),
    incarnation,
    projectedAt: of.projectedAt,
  };
}
