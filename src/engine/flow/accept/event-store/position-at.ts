// The place of a time among the positions, found by halving: times rise with positions, as one append comes after the other.
import { SlipstreamError } from '../../../model/errors.ts';
import type { Position } from '../../../model/position.ts';
import type { Database } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';
import { readHead } from './read-events.ts';

/** The first event recorded at that time or later; behind the head if there is none. @param time ISO 8601. Throws INVALID_READ. */
export async function positionAt(database: Database, time: string): Promise<Position> {
  if (Number.isNaN(Date.parse(time))) {
    throw new SlipstreamError('INVALID_READ', 'A time is written as 2026-01-31T12:00:00Z.');
  }
  const at = new Date(time).toISOString();
  let lowest = 1n;
  let highest = BigInt(await readHead(database)) + 1n;
  while (lowest < highest) {
    const middle = (lowest + highest) / 2n;
    if (await isBefore(database, String(middle), at)) lowest = middle + 1n;
    else highest = middle;
  }
  return String(lowest);
}

async function isBefore(database: Database, position: Position, time: string): Promise<boolean> {
  const [row] = await database.query<{ readonly before: boolean }>(sql`
    SELECT "recordedAt" < ${time}::TIMESTAMPTZ AS before FROM "Event" WHERE "position" = ${position}::BIGINT`);
  return row?.before ?? false;
}
