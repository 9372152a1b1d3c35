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

/** Each table that is recorded once and for all, with the trigger that keeps it so. */
const GUARDS = {
  Event: 'Event_append_only',
  Command: 'Command_append_only',
  RefusedCommand: 'RefusedCommand_unchanged',
} as const;
export type RecordTable = keyof typeof GUARDS;

/** Nothing else is written meanwhile: the trigger is off for this transaction only, and for every session again after it. */
export function rewriting(
  database: Database,
  table: RecordTable,
  rewrite: (queries: Queries) => Promise<unknown>,
): Promise<void> {
  const [of, guard] = [raw(`"${table}"`), raw(`"${GUARDS[table]}"`)];
  return database.transaction(async (queries) => {
    await queries.query(sql`ALTER TABLE ${of} DISABLE TRIGGER ${guard}`);
    await rewrite(queries);
    await queries.query(sql`ALTER TABLE ${of} ENABLE ALWAYS TRIGGER ${guard}`);
  });
}
