// Events and commands that were stored before their fields were declared personal, sealed by the owner of the tables: in
// batches, each whole or not at all, so that it may be stopped and run again.
import { personalEvents } from '../../../../definitions/events.ts';
import type { System } from '../../../../definitions/define-system.ts';
import type { CommandAppend } from '../../../../model/event-store.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { SEALED } from '../../../../model/personal.ts';
import { parseStreamName, type StreamName } from '../../../../model/stream.ts';
import { openDatabase, type DatabaseOptions } from '../../../../postgres/database.ts';
import { sql } from '../../../../postgres/sql.ts';
import { keyStreams } from './key-streams.ts';
import { openPersonal, type PersonalOptions } from './open-personal.ts';
import { NOBODY, rewriting, type Sealing } from './rewriting.ts';
import { wrapAnew } from './wrap-anew.ts';
import { sealCommands } from './seal-commands.ts';

const ROWS_AT_ONCE = 500;
const STATEMENT_MS = 10 * 60_000;

export interface SealedStored {
  readonly events: number;
  readonly commands: number;
  /** Streams that got keyed ids. */
  readonly streams: number;
  /** Keys that an older one of DATA_KEYS had wrapped. */
  readonly keys: number;
}

export interface SealStoredOptions extends DatabaseOptions, PersonalOptions {
  readonly system: Pick<System, 'events' | 'deciders'>;
  /** Categories whose ids were hashes of personal texts (`idOfText`), and are keyed ids now. */
  readonly keyed: readonly string[];
}

export async function sealStored(options: SealStoredOptions): Promise<SealedStored> {
  const { system, keyed } = options;
  const database = openDatabase({ ...options, poolSize: 2, statementTimeoutMs: STATEMENT_MS });
  try {
    const personal = openPersonal(database, { ...options, events: system.events });
    const sealing = { database, personal, system };
    const keys = await wrapAnew(database, personal.wrapping);
    const streams = await keyStreams(sealing, keyed);
    const events = await sealEvents(sealing);
    const commands = await sealCommands(sealing);
    await dropSnapshots(sealing);
    return { events, commands, streams, keys };
  } finally {
    await database.close();
  }
}

interface EventRow {
  readonly position: string;
  readonly stream: StreamName;
  readonly version: number;
  readonly type: string;
  readonly payload: JsonObject;
}

async function sealEvents({ database, personal, system }: Sealing): Promise<number> {
  const types = system.events.flatMap(personalEvents).map(([type]) => type);
  let sealed = 0;
  for (let last = '0'; ;) {
    const rows = await database.query<EventRow>(sql`
      SELECT e."position"::TEXT AS "position", e."stream", e."version", e."type", e."payload" FROM "Event" e
      WHERE e."position" > ${last}::BIGINT AND e."type" = ANY(${types}::TEXT[]) AND NOT jsonb_exists(e."payload", ${SEALED})
      ORDER BY e."position" LIMIT ${ROWS_AT_ONCE}`);
    const end = rows.at(-1);
    if (!end) return sealed;
    last = end.position;
    const appends = await personal.sealing.seal(rows.map(asAppend));
    const payloads = appends.map(({ streams }) => JSON.stringify(streams[0]?.events[0]?.data));
    await rewriting(database, 'Event', (queries) =>
      queries.query(sql`
        UPDATE "Event" e SET "payload" = u.payload::JSONB
        FROM unnest(${rows.map(({ position }) => position)}::BIGINT[], ${payloads}::TEXT[]) AS u (position, payload)
        WHERE e."position" = u.position RETURNING 1`),
    );
    sealed += rows.length;
  }
}

function asAppend({ stream, version, type, payload }: EventRow): CommandAppend {
  const { category } = parseStreamName(stream);
  const event = { category, type, schemaVersion: 1, data: payload };
  return { ...NOBODY, streams: [{ stream, expectedVersion: version - 1, events: [event] }] };
}

/** They hold what the events have sealed now. */
async function dropSnapshots({ database, system }: Sealing): Promise<void> {
  const categories = system.events
    .filter((events) => personalEvents(events).length > 0)
    .map(({ category }) => category);
  await database.query(sql`
    DELETE FROM "Snapshot" WHERE split_part("stream", '/', 1) = ANY(${categories}::TEXT[]) RETURNING 1`);
}
