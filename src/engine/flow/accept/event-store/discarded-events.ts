// Events that operators have discarded, remembered by a reader of events: nearly always none, so they are asked for once a
// second and not with each event.
import { DISCARDS_KNOWN_WITHIN_MS } from '../../../model/discard-records.ts';
import { discardedFrom } from '../../../model/discarded-events.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import type { Database } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';

interface Row {
  readonly event: string;
  readonly projection: string;
  readonly document: string;
}

export type MarkDiscarded = (events: readonly RecordedEvent[]) => Promise<readonly RecordedEvent[]>;

/** Marks those of the events that were discarded somewhere. */
export function markDiscarded(database: Database): MarkDiscarded {
  let known: ReadonlyMap<string, readonly string[]> = new Map();
  let freshUntil = -Infinity;
  const refresh = async (): Promise<void> => {
    const until = performance.now() + DISCARDS_KNOWN_WITHIN_MS;
    const rows = await database.query<Row>(
      sql`SELECT "event", "projection", "document" FROM "DiscardedEvent"`,
    );
    known = byEvent(rows);
    freshUntil = until;
  };
  return async (events) => {
    if (performance.now() >= freshUntil) await refresh();
    if (known.size === 0) return events;
    return events.map((event) => {
      const discarded = known.get(event.id);
      return discarded === undefined ? event : marked(event, discarded);
    });
  };
}

/** What is read later stays so. */
function marked(event: RecordedEvent, discarded: readonly string[]): RecordedEvent {
  return Object.create(event, { discarded: { value: discarded, enumerable: true } });
}

function byEvent(rows: readonly Row[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { event, projection, document } of rows) {
    const word = discardedFrom(projection, document);
    found.set(event, [...(found.get(event) ?? []), word]);
  }
  return found;
}
