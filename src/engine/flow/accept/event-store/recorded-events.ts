// Events as they are read from the moment on at which they were appended, without reading them.
import type { CommandAppend } from '../../../model/event-store.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import type { Position } from '../../../model/position.ts';
import { parseStreamName } from '../../../model/stream.ts';
import type { AppendedRow } from './append-rows.ts';
import { sealedIn } from './personal/personal-parts.ts';

interface Appended {
  /** Of the last event of the command. */
  readonly position: Position;
  /** ISO 8601 in UTC. */
  readonly recordedAt: string;
}

/** Those of one command, by its place in the batch; undefined where anything of them is sealed. */
type RecordedOf = (index: number, appended: Appended) => readonly RecordedEvent[] | undefined;

export function recordedEvents(commands: readonly CommandAppend[], rows: readonly AppendedRow[]): RecordedOf {
  const byCommand: AppendedRow[][] = commands.map(() => []);
  for (const row of rows) byCommand[row.command - 1]?.push(row);
  return (index, { position, recordedAt }) => {
    const command = commands[index];
    const own = byCommand[index];
    if (!command || !own) return undefined;
    const first = BigInt(position) - BigInt(own.length) + 1n;
    const events = own.map(({ id, stream, version, type, schemaVersion, payload }, at) => {
      const { category, id: streamId } = parseStreamName(stream);
      const data: unknown = JSON.parse(payload);
      return {
        ...{
          id,
          position: String(first + BigInt(at)),
          category,
          streamId,
          version,
          type,
          schemaVersion,
          data,
        },
        ...{ metadata: command.metadata, recordedAt, occurredAt: command.occurredAt ?? recordedAt },
      };
    });
    return events.some(({ data }) => sealedIn(data)) ? undefined : events;
  };
}
