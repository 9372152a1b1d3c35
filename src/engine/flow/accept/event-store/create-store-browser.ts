// The event store as operators look at it, over a small pool of its own whose statements end soon.
import type { ParkedStreams } from '../../../model/parked-streams.ts';
import type { ReactionCheckpoints } from '../../../model/reactions.ts';
import type { WaitingEvents } from '../../../model/waiting-events.ts';
import type { EventReader } from '../../../model/event-store.ts';
import type { StoreBrowser } from '../../../model/store-browser.ts';
import { openDatabase } from '../../../postgres/database.ts';
import { browseCommands, contendedStreams } from './browse-commands.ts';
import { browseEvents, eventsAfter, eventsAt } from './browse-events.ts';
import { browseTrails } from './browse-trail.ts';
import { markingReader, type EventStoreOptions } from './create-event-store.ts';
import { parkedStreams } from './parked-streams.ts';
import { reactionCheckpoints } from './reaction-checkpoints.ts';
import { waitingEvents } from './waiting-events.ts';
import { upcasterFor } from './upcast-events.ts';

/** Connections, so that no look of an operator takes more of the database than that. */
export const BROWSER_POOL = 2;
const STATEMENT_MS = 5000;

export interface OpenStoreBrowser extends StoreBrowser, EventReader, WaitingEvents {
  readonly reactionCheckpoints: ReactionCheckpoints;
  readonly parkedStreams: ParkedStreams;
  close(): Promise<void>;
}

export function createStoreBrowser(options: EventStoreOptions): OpenStoreBrowser {
  const database = openDatabase({ ...options, poolSize: BROWSER_POOL, statementTimeoutMs: STATEMENT_MS });
  return {
    ...markingReader(database, upcasterFor(options.events)),
    ...waitingEvents(database),
    reactionCheckpoints: reactionCheckpoints(database),
    parkedStreams: parkedStreams(database),
    events: (filter) => browseEvents(database, filter),
    eventsAt: (positions) => eventsAt(database, positions),
    eventsAfter: (position, filter) => eventsAfter(database, position, filter),
    commands: (filter) => browseCommands(database, filter),
    trails: (commandId) => browseTrails(database, commandId),
    contendedStreams: (first) => contendedStreams(database, first),
    close: () => database.close(),
  };
}
