// The event store as operators look at it, over a small pool of its own whose statements end soon.
import type { Erasures } from '../../../model/erasures.ts';
import type { ParkedStreams } from '../../../model/parked-streams.ts';
import type { ReactionCheckpoints } from '../../../model/reactions.ts';
import type { WaitingEvents } from '../../../model/waiting-events.ts';
import type { EventReader } from '../../../model/event-store.ts';
import type { StoreBrowser } from '../../../model/store-browser.ts';
import { openDatabase } from '../../../postgres/database.ts';
import { browseCommands, contendedStreams } from './browse-commands.ts';
import { browseEvents, eventsAfter, eventsAt } from './browse-events.ts';
import { browseTrails } from './browse-trail.ts';
import { markingReader, readingOf, type EventStoreOptions } from './create-event-store.ts';
import { parkedStreams } from './parked-streams.ts';
import { reactionCheckpoints } from './reaction-checkpoints.ts';
import { waitingEvents } from './waiting-events.ts';
import { erasures } from './personal/erasures.ts';
import { openPersonal } from './personal/open-personal.ts';

/** Connections, so that no look of an operator takes more of the database than that. */
export const BROWSER_POOL = 2;
const STATEMENT_MS = 5000;

export interface OpenStoreBrowser extends StoreBrowser, EventReader, WaitingEvents {
  readonly reactionCheckpoints: ReactionCheckpoints;
  readonly parkedStreams: ParkedStreams;
  readonly erasures: Erasures;
  close(): Promise<void>;
}

export function createStoreBrowser(options: EventStoreOptions): OpenStoreBrowser {
  const database = openDatabase({ ...options, poolSize: BROWSER_POOL, statementTimeoutMs: STATEMENT_MS });
  const personal = openPersonal(database, options);
  const browsed = { database, open: personal.open };
  return {
    ...markingReader(database, readingOf(personal, options)),
    ...waitingEvents(database),
    reactionCheckpoints: reactionCheckpoints(database),
    parkedStreams: parkedStreams(database),
    erasures: erasures(database),
    events: (filter) => browseEvents(browsed, filter),
    eventsAt: (positions) => eventsAt(browsed, positions),
    eventsAfter: (position, filter) => eventsAfter(browsed, position, filter),
    commands: (filter) => browseCommands(browsed, filter),
    trails: (commandId) => browseTrails(browsed, commandId),
    contendedStreams: (first) => contendedStreams(database, first),
    close: () => database.close(),
  };
}
