// The event store as operators look at it, over a small pool of its own whose statements end soon.
import type { EventReader } from '../../../model/event-store.ts';
import type { StoreBrowser } from '../../../model/store-browser.ts';
import { openDatabase } from '../../../postgres/database.ts';
import { browseCommands, contendedStreams } from './browse-commands.ts';
import { browseEvents, eventsAfter, eventsAt } from './browse-events.ts';
import { browseTrails } from './browse-trail.ts';
import { markingReader, type EventStoreOptions } from './create-event-store.ts';
import { upcasterFor } from './upcast-events.ts';

/** Connections, so that no look of an operator takes more of the database than that. */
export const BROWSER_POOL = 2;
const STATEMENT_MS = 5000;

export function createStoreBrowser(
  options: EventStoreOptions,
): StoreBrowser & EventReader & { close(): Promise<void> } {
  const database = openDatabase({ ...options, poolSize: BROWSER_POOL, statementTimeoutMs: STATEMENT_MS });
  return {
    ...markingReader(database, upcasterFor(options.events)),
    events: (filter) => browseEvents(database, filter),
    eventsAt: (positions) => eventsAt(database, positions),
    eventsAfter: (position, filter) => eventsAfter(database, position, filter),
    commands: (filter) => browseCommands(database, filter),
    trails: (commandId) => browseTrails(database, commandId),
    contendedStreams: (first) => contendedStreams(database, first),
    close: () => database.close(),
  };
}
