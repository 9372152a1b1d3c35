// Events as they are read from the moment on at which they were appended, without reading them.
import type { RecordedEvent } from '../../../model/events.ts';
import type { Position } from '../../../model/position.ts';
import type { AppendedRow } from './append-rows.ts';
import { sealedIn } from './personal/personal-parts.ts';
import { eventOf, type EventRow } from './upcast-events.ts';

interface Appended {
  readonly position: Position;
  /** ISO 8601 in UTC. */
  readonly recordedAt: string;
}

/** Those of one command, by its number in the batch and its last position; undefined where anything of them is sealed. */
type RecordedOf = (command: number, last: Appended) => readonly RecordedEvent[] | undefined;

export function recordedEvents(rows: readonly AppendedRow[]): RecordedOf {
  const byCommand = new Map<number, AppendedRow[]>();
  for (const row of rows) {
    const own = byCommand.get(row.command);
    if (own) own.push(row);
    else byCommand.set(row.command, [row]);
  }
  return (command, { position, recordedAt }) => {
    const own = byCommand.get(command) ?? [];
    const before = BigInt(position) - BigInt(own.length);
    const events = own.map((row, index) =>
      eventOf(storedRow(row, { position: String(before + BigInt(index + 1)), recordedAt })),
    );
    return events.some(({ data }) => sealedIn(data)) ? undefined : events;
  };
}

/** The row of an event that was appended, as the store gives it. */
export function storedRow(
  { id, stream, version, type, schemaVersion, payload, metadata, occurredAt }: AppendedRow,
  { position, recordedAt }: Appended,
): EventRow {
  return {
    ...{ id, stream, version, type, schemaVersion, position, recordedAt },
    payload: JSON.parse(payload),
    metadata: JSON.parse(metadata),
    occurredAt: occurredAt === null ? recordedAt : new Date(occurredAt).toISOString(),
  };
}
