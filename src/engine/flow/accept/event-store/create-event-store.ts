// The event store in Postgres. Its statements are in this folder.
import type { AnyEvents } from '../../../definitions/events.ts';
import type { EventReader, EventStore } from '../../../model/event-store.ts';
import type { ParkedStreams } from '../../../model/parked-streams.ts';
import type { ReactionCheckpoints } from '../../../model/reactions.ts';
import type { WaitingEvents } from '../../../model/waiting-events.ts';
import { appendAlone } from './append-alone.ts';
import { appendEvents } from './append-events.ts';
import { markDiscarded } from './discarded-events.ts';
import { openDatabase, type Database, type DatabaseOptions } from '../../../postgres/database.ts';
import { readFrom, readHead, readIncarnation, readPositionBefore, readStreams } from './read-events.ts';
import type { SnapshotStore } from '../../../model/snapshots.ts';
import type { StreamHeads } from '../../../model/stream-heads.ts';
import type { StoredDocuments } from '../../../model/stored-documents.ts';
import { parkedStreams } from './parked-streams.ts';
import { reactionCheckpoints } from './reaction-checkpoints.ts';
import { snapshotStore } from './snapshots.ts';
import { streamHeads } from './stream-heads.ts';
import { storedDocuments } from './stored-documents.ts';
import { readOutcome } from './stored-outcomes.ts';
import { upcasterFor, type ToEvent } from './upcast-events.ts';
import { waitingEvents } from './waiting-events.ts';

export interface EventStoreOptions extends DatabaseOptions {
  /** Every event of the system. A stored event of another type can't be read: UNKNOWN_EVENT_TYPE. */
  readonly events: readonly AnyEvents[];
}

interface Closable {
  close(): Promise<void>;
}

/** For projections and reads: a pool of its own, apart from that of the commands. */
export function createEventReader(
  options: EventStoreOptions,
): EventReader & WaitingEvents & StreamHeads & Closable {
  const database = openDatabase(options);
  return {
    ...markingReader(database, upcasterFor(options.events)),
    ...waitingEvents(database),
    ...streamHeads(database),
    close: () => database.close(),
  };
}

/** For commands: appends, loads and snapshots, and how far reactions have come. Errors: STORE_UNAVAILABLE, STORE_FAILED, INVALID_APPEND. */
export function createEventStore(options: EventStoreOptions): EventStore &
  WaitingEvents &
  Closable & {
    readonly snapshots: SnapshotStore;
    readonly documents: StoredDocuments;
    readonly reactionCheckpoints: ReactionCheckpoints;
    readonly parkedStreams: ParkedStreams;
  } {
  const database = openDatabase(options);
  const toEvent = upcasterFor(options.events);
  return {
    ...readerOn(database, toEvent),
    append: (commands) => appendEvents(database, commands),
    appendAlone: (decide) =>
      appendAlone(database, (queries, tails) => readStreams(queries, toEvent, tails), decide),
    outcomeOf: (principal, commandId) => readOutcome(database, { principal, commandId }),
    snapshots: snapshotStore(database),
    documents: storedDocuments(database),
    reactionCheckpoints: reactionCheckpoints(database),
    parkedStreams: parkedStreams(database),
    ...waitingEvents(database),
    close: () => database.close(),
  };
}

/** The same for folds: events come with where they were discarded. */
export function markingReader(database: Database, toEvent: ToEvent): EventReader {
  const stored = readerOn(database, toEvent);
  const marked = markDiscarded(database);
  return {
    ...stored,
    marked,
    readFrom: async (position, limit) => marked(await stored.readFrom(position, limit)),
    readStreams: async (tails) => {
      const { streams, ...rest } = await stored.readStreams(tails);
      return { ...rest, streams: await Promise.all(streams.map(marked)) };
    },
  };
}

function readerOn(database: Database, toEvent: ToEvent): EventReader {
  return {
    incarnation: () => readIncarnation(database),
    head: () => readHead(database),
    positionBefore: (ageMs) => readPositionBefore(database, ageMs),
    readFrom: (position, limit) => readFrom(database, toEvent, { position, limit }),
    readStreams: (tails) => readStreams(database, toEvent, tails),
  };
}
