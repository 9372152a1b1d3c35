// The event store as the oracle sees it: read with a plain driver, without any of the engine's code.
import pg from 'pg';
import type { RecordedEvent } from '../../../src/engine/model/events.ts';
import { openSealed, type SubjectKeyRow } from './open-sealed.ts';

export interface StoredCommand {
  readonly id: string;
  readonly principal: string;
  readonly type: string;
  readonly outcome: 'ACCEPTED' | 'REJECTED';
  readonly streamId: string;
  readonly version: number | null;
  readonly position: string | null;
  readonly rejectionCode: string | null;
}

export interface StoreContent {
  /** In the order of their positions. */
  readonly events: readonly RecordedEvent[];
  readonly commands: readonly StoredCommand[];
  readonly incarnation: string;
}

type Row = Omit<RecordedEvent, 'category' | 'streamId' | 'data' | 'recordedAt' | 'occurredAt'> & {
  readonly stream: string;
  readonly payload: unknown;
  readonly recordedAt: Date;
  readonly occurredAt: Date;
};

export async function readStore(databaseUrl: string): Promise<StoreContent> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // One snapshot for everything.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const events = await client.query<Row>(
      'SELECT position::text, id::text, stream, version, type, "schemaVersion", payload, metadata, "recordedAt", "occurredAt" FROM "Event" ORDER BY "Event".position',
    );
    const commands = await client.query<StoredCommand>(
      'SELECT id::text, principal, type, outcome::text, "streamId", version, position::text, "rejectionCode" FROM "StoredCommand"',
    );
    const keys = await client.query<SubjectKeyRow>('SELECT subject, wrapped FROM "SubjectKey"');
    const open = openSealed(keys.rows);
    const incarnation = await client.query<{ value: string }>('SELECT value::text FROM "Incarnation"');
    return {
      events: events.rows.map((row) => recorded(row, open)),
      commands: commands.rows,
      incarnation: incarnation.rows[0]?.value ?? '',
    };
  } finally {
    await client.end();
  }
}

function recorded(
  { stream, payload, recordedAt, occurredAt, ...row }: Row,
  open: ReturnType<typeof openSealed>,
): RecordedEvent {
  const [category = '', streamId = ''] = stream.split('/');
  const { data, erased } = open(payload, `event ${stream} ${row.version} ${row.type}`);
  const times = { recordedAt: recordedAt.toISOString(), occurredAt: occurredAt.toISOString() };
  const event = { ...row, category, streamId, data, ...times };
  return erased === undefined ? event : { ...event, withoutPersonal: { ...event, data: erased } };
}

/** Faults in the store itself: holes, doubles, commands and events that disagree. Empty if all is well. */
export function faultsOfStore({ events, commands }: StoreContent): readonly string[] {
  const faults: string[] = [];
  const versions = new Map<string, number>();
  const ids = new Set<string>();
  const caused = new Map<string, RecordedEvent[]>();
  for (const [index, event] of events.entries()) {
    const stream = `${event.category}/${event.streamId}`;
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    if (event.position !== String(index + 1))
      faults.push(`position ${event.position} stands at place ${index + 1}`);
    if (event.version !== version)
      faults.push(`${stream} has version ${event.version} where ${version} belongs`);
    if (ids.has(event.id)) faults.push(`event ${event.id} is there twice`);
    ids.add(event.id);
    const command = keyOf(event.metadata.principal, event.metadata.causationId);
    caused.set(command, [...(caused.get(command) ?? []), event]);
  }
  for (const command of commands) {
    const key = keyOf(command.principal, command.id);
    faults.push(...faultsOfCommand(command, caused.get(key) ?? []));
    caused.delete(key);
  }
  for (const key of caused.keys()) faults.push(`events of an unknown command ${key}`);
  return faults;
}

export const keyOf = (principal: string, commandId: string): string => `${commandId} of ${principal}`;

function faultsOfCommand(command: StoredCommand, events: readonly RecordedEvent[]): readonly string[] {
  const named = `${command.type} ${command.id}`;
  const [first, last] = [events[0], events.at(-1)];
  if (command.outcome === 'REJECTED') return first ? [`${named} was refused but has events`] : [];
  if (!first || !last) return [`${named} was accepted but has no events`];
  const own = events.filter(({ streamId }) => streamId === command.streamId);
  return [
    ...(last.position === command.position ? [] : [`${named} does not end at its position`]),
    ...(own.at(-1)?.version === command.version ? [] : [`${named} does not end at its version`]),
    ...(Number(last.position) - Number(first.position) + 1 === events.length
      ? []
      : [`${named} has events in between that are not its own`]),
  ];
}
