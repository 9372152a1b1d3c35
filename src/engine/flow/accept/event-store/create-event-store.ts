// The event store in Postgres. Its statements are in this folder.
import type { AnyEvents } from '../../../definitions/events.ts';
import type { Erasures } from '../../../model/erasures.ts';
import type { EventReader, EventStore } from '../../../model/event-store.ts';
import type { ParkedStreams } from '../../../model/parked-streams.ts';
import type { ReactionCheckpoints } from '../../../model/reactions.ts';
import type { WaitingEvents } from '../../../model/waiting-events.ts';
import { appendAlone, type StoreOn } from './append-alone.ts';
import { appendEvents } from './append-events.ts';
import { markDiscarded } from './discarded-events.ts';
import {
  openDatabase,
  type Database,
  type DatabaseOptions,
  type Queries,
} from '../../../postgres/database.ts';
import {
  readFrom,
  readHead,
  readIncarnation,
  readPositionBefore,
  readStreams,
  type Reading,
} from './read-events.ts';
import type { SnapshotStore } from '../../../model/snapshots.ts';
import type { StreamHeads } from '../../../model/stream-heads.ts';
import type { StoredDocuments } from '../../../model/stored-documents.ts';
import { parkedStreams } from './parked-streams.ts';
import { reactionCheckpoints } from './reaction-checkpoints.ts';
import { snapshotStore } from './snapshots.ts';
import { streamHeads } from './stream-heads.ts';
import { storedDocuments } from './stored-documents.ts';
import { readOutcome } from './stored-outcomes.ts';
import { erasures } from './personal/erasures.ts';
import { openPersonal, type Personal, type PersonalOptions } from './personal/open-personal.ts';
import { upcasterFor } from './upcast-events.ts';
import { waitingEvents } from './waiting-events.ts';

export interface EventStoreOptions extends DatabaseOptions, PersonalOptions {
  /** Every event of the system. A stored event of another type can't be read: UNKNOWN_EVENT_TYPE. */
  readonly events: readonly AnyEvents[];
}

interface Closable {
  close(): Promise<void>;
}

/** For projections and reads: a pool of its own, apart from that of the commands. */
export function createEventReader(
  options: EventStoreOptions,
): EventReader & WaitingEvents & StreamHeads & Closable & { readonly erasures: Erasures } {
  const database = openDatabase(options);
  return {
    ...markingReader(database, readingOf(openPersonal(database, options), options)),
    ...waitingEvents(database),
    ...streamHeads(database),
    erasures: erasures(database),
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
  const personal = openPersonal(database, options);
  const reading = readingOf(personal, options);
  const { concerns, seal } = personal.sealing;
  return {
    ...readerOn(database, reading),
    append: (commands) =>
      concerns(commands)
        ? seal(commands).then((sealed) => appendEvents(database, sealed))
        : appendEvents(database, commands),
    appendAlone: (decide) => appendAlone(database, (queries) => storeOn(queries, options), decide),
    keyedHash: () => personal.keys.keyedHash(),
    outcomeOf: (principal, commandId) => readOutcome(database, { principal, commandId }),
    snapshots: snapshotStore(database),
    documents: storedDocuments(database),
    reactionCheckpoints: reactionCheckpoints(database),
    parkedStreams: parkedStreams(database),
    ...waitingEvents(database),
    close: () => database.close(),
  };
}

/** Its keys are not remembered: those that it makes are gone if nothing comes of the append. */
function storeOn(queries: Queries, options: EventStoreOptions): StoreOn {
  const personal = openPersonal(queries, options);
  const { concerns, seal } = personal.sealing;
  return {
    readStreams: (tails) => readStreams(queries, readingOf(personal, options), tails),
    sealed: async (commands) => (concerns(commands) ? seal(commands) : commands),
  };
}

/** The same for folds: events come with where they were discarded. */
export function markingReader(database: Database, reading: Reading): EventReader {
  const stored = readerOn(database, reading);
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

function readerOn(database: Database, reading: Reading): EventReader {
  return {
    incarnation: () => readIncarnation(database),
    head: () => readHead(database),
    positionBefore: (ageMs) => readPositionBefore(database, ageMs),
    readFrom: (position, limit) => readFrom(database, reading, { position, limit }),
    readStreams: (tails) => readStreams(database, reading, tails),
  };
}

export const readingOf = ({ open }: Personal, { events }: Pick<EventStoreOptions, 'events'>): Reading => ({
  toEvent: upcasterFor(events),
  open,
});
