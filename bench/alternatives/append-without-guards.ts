// The event store as it was before it guarded what a decision rests on: the same tables, the append function of then under
// a name of its own, taken from the migration that made it.
import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import type { AnyEvents } from '../../src/engine/definitions/events.ts';
import { appendRows } from '../../src/engine/flow/accept/event-store/append-rows.ts';
import type {
  AppendOutcome,
  CommandAppend,
  EventStore,
  StreamTail,
} from '../../src/engine/model/event-store.ts';
import { openDatabase, type Database } from '../../src/engine/postgres/database.ts';
import { sql } from '../../src/engine/postgres/sql.ts';
import { createEventStore } from '../../src/engine/flow/accept/event-store/create-event-store.ts';

const MIGRATION = new URL(
  '../../prisma/migrations/20261123000000_event_store/migration.sql',
  import.meta.url,
);

interface Asked {
  readonly databaseUrl: string;
  readonly events: readonly AnyEvents[];
  readonly poolSize: number;
}

export async function openUnguardedStore(asked: Asked): Promise<ReturnType<typeof createEventStore>> {
  const client = new Client({ connectionString: asked.databaseUrl });
  await client.connect();
  await client.query(await appendFunction());
  await client.end();
  const store = createEventStore(asked);
  const database = openDatabase(asked);
  const readEvents: Pick<EventStore, 'readStreams'> = {
    // Events are asked for without saying which one is known to stand there.
    readStreams: (tails) =>
      store.readStreams(tails.map(({ stream, after }): StreamTail => ({ stream, after }))),
  };
  return {
    ...store,
    ...readEvents,
    append: (commands) => append(database, commands),
    close: async () => {
      await Promise.all([database.close(), store.close()]);
    },
  };
}

async function appendFunction(): Promise<string> {
  const text = await readFile(MIGRATION, 'utf8');
  const begin = text.indexOf('CREATE FUNCTION append_commands(');
  const end = text.indexOf('$$;', text.indexOf('AS $$', begin)) + 3;
  return text.slice(begin, end).replace('append_commands', 'append_commands_unguarded');
}

async function append(
  database: Database,
  commands: readonly CommandAppend[],
): Promise<readonly AppendOutcome[]> {
  const { commands: c, writes: w, events: e } = appendRows(commands);
  const rows = await database.query<{
    readonly kind: string;
    readonly version: number;
    readonly position: string;
  }>(sql`
    SELECT kind, version, "position"::TEXT AS "position" FROM append_commands_unguarded(
      ${c.map((row) => row.principal)}, ${c.map((row) => row.id)}::UUID[], ${c.map((row) => row.type)},
      ${c.map((row) => row.payload)}, ${c.map((row) => row.inputHash)}, ${c.map((row) => row.streamId)},
      ${c.map((row) => row.rejectionCode)}::TEXT[], ${c.map((row) => row.rejection)}::TEXT[],
      ${c.map((row) => row.correlationId)}, ${c.map((row) => row.version)}::INTEGER[],
      ${c.map((row) => row.eventCount)}::INTEGER[],
      ${w.map((row) => row.command)}::INTEGER[], ${w.map((row) => row.stream)}::TEXT[],
      ${w.map((row) => row.expected)}::INTEGER[], ${w.map((row) => row.count)}::INTEGER[],
      ${e.map((row) => row.command)}::INTEGER[], ${e.map((row) => row.id)}::UUID[],
      ${e.map((row) => row.stream)}::TEXT[], ${e.map((row) => row.version)}::INTEGER[],
      ${e.map((row) => row.type)}::TEXT[], ${e.map((row) => row.schemaVersion)}::INTEGER[],
      ${e.map((row) => row.payload)}::TEXT[], ${e.map((row) => row.metadata)}::TEXT[],
      ${e.map((row) => row.occurredAt)}::TIMESTAMPTZ[])`);
  return rows.map(({ kind, version, position }) => {
    if (kind !== 'appended') throw new Error(`A command of the bench was not appended: ${kind}`);
    return { kind, version, position };
  });
}
