// The services the GraphQL layer asks, made of memory: every request is kept, every answer is the test's.
import type { Services } from '../../src/engine/graphql/context.ts';
import { encodeToken } from '../../src/engine/model/token.ts';
import type { CommandOutcome, Receipt } from '../../src/engine/model/outcome.ts';
import type {
  CommandRequest,
  ProjectionUpdate,
  ListPage,
  ListRequest,
  ReadAllRequest,
  ReadAllResult,
  ReadRequest,
  ReadResult,
  SearchRequest,
  ShownDocument,
  SubscribeRequest,
} from '../../src/engine/model/services.ts';
import type {
  FollowTopRequest,
  RankingTop,
  TopRequest,
  TopUpdate,
} from '../../src/engine/shapes/ranking/ports.ts';

export const INCARNATION = '01890a5d-ac96-774b-bcce-b302099a8057';
export const tokenAt = (position: number) =>
  encodeToken({ incarnation: INCARNATION, position: String(position) });

export const receipt = (of: Partial<Receipt> = {}): Receipt => ({
  commandId: '018f0000-0000-7000-8000-000000000001',
  streamId: 'p1',
  version: 1,
  position: '7',
  token: tokenAt(7),
  replayed: false,
  ...of,
});

export const shownDocument = (of: Pick<ShownDocument, 'readModel' | 'id' | 'body'>): ShownDocument => ({
  version: 1,
  position: '7',
  ...of,
});

export const update = (of: Partial<ProjectionUpdate> = {}): ProjectionUpdate => ({
  readModel: 'parcel',
  id: 'p1',
  version: 2,
  token: tokenAt(8),
  eventTypes: ['ParcelDelivered'],
  projectedAt: '2026-01-02T03:04:05.006Z',
  coalesced: 0,
  document: null,
  ...of,
});

/** One open subscription: what is pushed waits until it is asked for. */
function openFeed<Update = ProjectionUpdate>(onReturn: () => void) {
  const waiting: Update[] = [];
  let asked: ((result: IteratorResult<Update>) => void) | undefined;
  let failed: ((cause: Error) => void) | undefined;
  let taken = 0;
  const updates: AsyncIterableIterator<Update> = {
    next: () => {
      const value = waiting.shift();
      taken += value ? 1 : 0;
      if (value) return Promise.resolve({ done: false, value });
      return new Promise((resolve, reject) => {
        asked = resolve;
        failed = reject;
      });
    },
    return: () => {
      onReturn();
      asked?.({ done: true, value: undefined });
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return {
    updates,
    /** How many updates were asked for and given. */
    taken: () => taken,
    push: (value: Update): void => {
      const ask = asked;
      asked = undefined;
      if (!ask) waiting.push(value);
      else {
        taken += 1;
        ask({ done: false, value });
      }
    },
    fail: (cause: Error): void => failed?.(cause),
    end: (): void => asked?.({ done: true, value: undefined }),
  };
}

export type Feed = ReturnType<typeof openFeed<ProjectionUpdate>>;
type TopFeed = ReturnType<typeof openFeed<TopUpdate>>;

export function memoryServices() {
  const dispatched: CommandRequest[] = [];
  const reads: ReadRequest[] = [];
  const readsOfMany: ReadAllRequest[] = [];
  const pages: ListRequest[] = [];
  const tops: TopRequest[] = [];
  const searches: SearchRequest[] = [];
  const subscribed: SubscribeRequest[] = [];
  const topsFollowed: FollowTopRequest[] = [];
  const feeds = new Set<Feed>();
  const topFeeds = new Set<TopFeed>();
  const answers = {
    command: async (_request: CommandRequest): Promise<CommandOutcome> => ({
      accepted: true,
      receipt: receipt(),
    }),
    page: async (_request: ListRequest): Promise<ListPage> => ({
      entries: [],
      hasNextPage: false,
      token: tokenAt(1),
    }),
    top: async (_request: TopRequest): Promise<RankingTop> => ({ entries: [], token: tokenAt(1) }),
    search: async (_request: SearchRequest): Promise<ListPage> => ({
      entries: [],
      hasNextPage: false,
      token: tokenAt(1),
    }),
    read: async (_request: ReadRequest): Promise<ReadResult> => ({ document: null, token: tokenAt(1) }),
    readAll: async (_request: ReadAllRequest): Promise<ReadAllResult> => ({
      documents: [],
      token: tokenAt(1),
    }),
    subscribe: async (_request: SubscribeRequest): Promise<void> => {},
  };
  const services: Services = {
    commands: {
      dispatch: (request) => {
        dispatched.push(request);
        return answers.command(request);
      },
    },
    reads: {
      read: (request) => {
        // What is asked, without what the operation has left to be folded.
        const { folds: _left, ...read } = request;
        reads.push(withoutBeginWait(read));
        return answers.read(request);
      },
      readAll: (request) => {
        readsOfMany.push(withoutBeginWait(request));
        return answers.readAll(request);
      },
    },
    lists: {
      page: (request) => {
        pages.push(withoutBeginWait(request));
        return answers.page(request);
      },
    },
    rankings: {
      top: (request) => {
        tops.push(withoutBeginWait(request));
        return answers.top(request);
      },
    },
    searches: {
      search: (request) => {
        searches.push(withoutBeginWait(request));
        return answers.search(request);
      },
    },
    subscriptions: {
      subscribe: async (request) => {
        subscribed.push(request);
        await answers.subscribe(request);
        const feed: Feed = openFeed(() => feeds.delete(feed));
        feeds.add(feed);
        return feed.updates;
      },
    },
    rankingSubscriptions: {
      follow: async (request) => {
        topsFollowed.push(request);
        const feed: TopFeed = openFeed(() => topFeeds.delete(feed));
        topFeeds.add(feed);
        return feed.updates;
      },
    },
  };
  const kept = { dispatched, reads, readsOfMany, pages, tops, searches, subscribed, topsFollowed };
  return { services, answers, ...kept, feeds, topFeeds };
}

/** Without what the request may still wait. */
function withoutBeginWait<Request extends { readonly beginWait?: unknown }>({
  beginWait: _ofCaller,
  ...rest
}: Request): Omit<Request, 'beginWait'> {
  return rest;
}
