// An append that has the store to itself: the row that every append locks is locked before anything is read for it, so that
// what it is decided on can't move.
import type { AppendOutcome, DecideAlone, StreamTail, StreamTails } from '../../../model/event-store.ts';
import type { Database, Queries } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';
import { appendEvents } from './append-events.ts';

export function appendAlone(
  database: Database,
  readOn: (queries: Queries, tails: readonly StreamTail[]) => Promise<StreamTails>,
  decide: DecideAlone,
): Promise<readonly AppendOutcome[]> {
  return database.transaction(async (queries) => {
    await queries.query(sql`SELECT lock_event_store()`);
    return appendEvents(queries, await decide({ readStreams: (tails) => readOn(queries, tails) }));
  });
}
