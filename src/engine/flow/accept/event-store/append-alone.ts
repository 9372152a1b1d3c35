// An append that has the store to itself: the row that every append locks is locked before anything is read for it, so that
// what it is decided on can't move.
import type {
  AppendOutcome,
  CommandAppend,
  DecideAlone,
  StreamTail,
  StreamTails,
} from '../../../model/event-store.ts';
import type { Database, Queries } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';
import { appendEvents } from './append-events.ts';

/** The store over one connection. */
export interface StoreOn {
  readStreams(tails: readonly StreamTail[]): Promise<StreamTails>;
  /** What is personal in them; the same if nothing is. */
  sealed(commands: readonly CommandAppend[]): Promise<readonly CommandAppend[]>;
}

export function appendAlone(
  database: Database,
  storeOn: (queries: Queries) => StoreOn,
  decide: DecideAlone,
): Promise<readonly AppendOutcome[]> {
  return database.transaction(async (queries) => {
    await queries.query(sql`SELECT lock_event_store()`);
    const { readStreams, sealed } = storeOn(queries);
    return appendEvents(queries, await sealed(await decide({ readStreams })));
  });
}
