// Outcomes of commands that are in the store.
import type { StoredOutcome } from '../../../model/event-store.ts';
import type { Rejection } from '../../../model/outcome.ts';
import type { Database } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';

/** As the function `stored_outcome` tells it. */
export interface StoredRow {
  readonly inputHash: string;
  readonly streamId: string;
  readonly version?: number;
  readonly position?: string;
  readonly rejection?: Omit<Rejection, 'rejected'>;
}
export async function readOutcome(
  database: Database,
  { principal, commandId }: { readonly principal: string; readonly commandId: string },
): Promise<StoredOutcome | undefined> {
  const [row] = await database.query<{ readonly stored: StoredRow }>(
    sql`SELECT stored_outcome(c) AS stored FROM "StoredCommand" c
      WHERE c."principal" = ${principal} AND c."id" = ${commandId}::UUID`,
  );
  return row && storedOutcome(row.stored);
}

export function storedOutcome({
  inputHash,
  streamId,
  version,
  position,
  rejection,
}: StoredRow): StoredOutcome {
  if (rejection) return { inputHash, streamId, rejection: { rejected: true, ...rejection } };
  return version !== undefined && position !== undefined
    ? { inputHash, streamId, accepted: { version, position } }
    : { inputHash, streamId };
}
