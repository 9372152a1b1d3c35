// Rows that are recorded once and for all, written anew by the owner of their table: only to seal what is personal in them.
import type { System } from '../../../../definitions/define-system.ts';
import type { CommandAppend } from '../../../../model/event-store.ts';
import type { Database, Queries } from '../../../../postgres/database.ts';
import { raw, sql } from '../../../../postgres/sql.ts';
import type { Personal } from './open-personal.ts';

export interface Sealing {
  readonly database: Database;
  readonly personal: Personal;
  readonly system: Pick<System, 'events' | 'deciders'>;
}

/** What rows are sealed as. */
export const NOBODY: CommandAppend = {
  ...{ commandId: '', type: '', principal: '', inputHash: '', payload: {}, streamId: '' },
  ...{ streams: [], metadata: { causationId: '', correlationId: '', principal: '' } },
};

/** Nothing else is written meanwhile: the trigger is off for this transaction only. */
export function rewriting(
  database: Database,
  table: 'Event' | 'Command',
  rewrite: (queries: Queries) => Promise<unknown>,
): Promise<void> {
  return database.transaction(async (queries) => {
    await queries.query(sql`ALTER TABLE ${raw(`"${table}"`)} DISABLE TRIGGER USER`);
    await rewrite(queries);
    await queries.query(sql`ALTER TABLE ${raw(`"${table}"`)} ENABLE TRIGGER USER`);
  });
}
