// The table of discarded events, written by operators. Readers of events ask for it by themselves.
import type { DiscardRecords } from '../../model/discard-records.ts';
import type { Database } from '../../postgres/database.ts';
import { sql } from '../../postgres/sql.ts';

export function discardRecords(database: Database): DiscardRecords {
  return {
    discard: async ({ eventId, projection, documentId, reason, principal }) => {
      await database.query(sql`
        INSERT INTO "DiscardedEvent" ("event", "projection", "document", "reason", "principal")
        VALUES (${eventId}::UUID, ${projection}, ${documentId}, ${reason}, ${principal})
        ON CONFLICT DO NOTHING`);
    },
  };
}
