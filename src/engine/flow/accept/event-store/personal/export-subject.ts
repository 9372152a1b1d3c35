// All that the store holds about a subject, opened: for whoever asks what is known of them.
import type { CommandReport, EventReport } from '../../../../model/operations-records.ts';
import { SEALED, type SubjectName } from '../../../../model/personal.ts';
import { openDatabase } from '../../../../postgres/database.ts';
import { sql } from '../../../../postgres/sql.ts';
import { selectCommands } from '../browse-commands.ts';
import { selectEvents } from '../browse-events.ts';
import type { EventStoreOptions } from '../create-event-store.ts';
import { openPersonal } from './open-personal.ts';

/** All commands are looked through. */
const STATEMENT_MS = 10 * 60_000;

export interface SubjectRecords {
  readonly subject: SubjectName;
  /** Of its own stream, and those of others that hold personal fields of it; in order. */
  readonly events: readonly EventReport[];
  /** Those with personal fields of it, and those about its own stream. */
  readonly commands: readonly CommandReport[];
}

export async function exportSubject(
  options: EventStoreOptions,
  subject: SubjectName,
): Promise<SubjectRecords> {
  const database = openDatabase({ ...options, poolSize: 1, statementTimeoutMs: STATEMENT_MS });
  try {
    const browsed = { database, open: openPersonal(database, options).open };
    const isOfSubject = sql`e."payload"->${SEALED}->>'of' = ${subject}`;
    const events = await selectEvents(
      browsed,
      [
        sql`e."stream" IN (
          SELECT ${subject} UNION SELECT s."stream" FROM "SubjectStream" s WHERE s."subject" = ${subject})`,
        sql`(e."stream" = ${subject} OR ${isOfSubject})`,
      ],
      sql`e."position"`,
    );
    const ownCommands = [
      ...new Set(events.filter(({ stream }) => stream === subject).map(({ causationId }) => causationId)),
    ];
    const commands = await selectCommands(
      browsed,
      sql`"StoredCommand" c
        WHERE c."payload"->${SEALED}->>'of' = ${subject} OR c."id" = ANY(${ownCommands.flatMap((id) => id ?? [])}::UUID[])
        ORDER BY c."recordedAt", c."id"`,
    );
    return { subject, events, commands };
  } finally {
    await database.close();
  }
}
