// An event store in memory that keeps the contract of the one in Postgres: dense positions, each command whole or not
// at all and at most once, conflicts as values. What could not be stored there is refused here by the same check.
import { randomUUID } from 'node:crypto';
import type { AnyEvents } from '../../definitions/events.ts';
import { appendRows, type AppendRows } from '../../flow/accept/event-store/append-rows.ts';
import { readable, upcasterFor } from '../../flow/accept/event-store/upcast-events.ts';
import type { AppendOutcome, EventStore, StoredOutcome } from '../../model/event-store.ts';
import type { EventMetadata, RecordedEvent } from '../../model/events.ts';
import { frozen } from '../record.ts';
import { memoryEventReader } from './memory-event-reader.ts';

export interface MemoryEventStoreOptions {
  /** Every event of the system. */
  readonly events: readonly AnyEvents[];
  /** Asked once for each append. */
  readonly clock: () => Date;
}

export interface MemoryEventStore extends EventStore {
  /** All events by now, in order. */
  readonly events: () => readonly RecordedEvent[];
}

type CommandRow = AppendRows['commands'][number];
type WriteRow = AppendRows['writes'][number];
type EventRow = AppendRows['events'][number];

/** One command with what it writes. */
interface Asked {
  readonly command: CommandRow;
  readonly key: string;
  readonly writes: readonly WriteRow[];
  readonly events: readonly EventRow[];
}

export function memoryEventStore({ events, clock }: MemoryEventStoreOptions): MemoryEventStore {
  const recorded: RecordedEvent[] = [];
  const versions = new Map<string, number>();
  const known = new Map<string, StoredOutcome>();
  const incarnation = randomUUID();
  const toEvent = upcasterFor(events);

  /** Where the streams stood before the batch. */
  function conflictWithStore({ writes }: Asked): AppendOutcome | undefined {
    const write = writes.find(({ stream, expected }) => expected !== (versions.get(stream) ?? 0));
    return write && conflict(write, versions.get(write.stream) ?? 0);
  }

  function store({ command, key, events: rows }: Asked, recordedAt: string): AppendOutcome {
    for (const { id, stream, version, type, schemaVersion, ...row } of rows) {
      const position = String(recorded.length + 1);
      const payload: unknown = JSON.parse(row.payload);
      const metadata: EventMetadata = JSON.parse(row.metadata);
      const occurredAt = row.occurredAt === null ? recordedAt : new Date(row.occurredAt).toISOString();
      const stored = { id, stream, version, type, schemaVersion, payload, metadata, recordedAt, occurredAt };
      recorded.push(frozen(readable(toEvent({ ...stored, position }))));
      versions.set(stream, version);
    }
    const accepted = { version: command.version, position: String(recorded.length) };
    known.set(key, storedOutcome(command, accepted));
    return command.rejection === null ? { kind: 'appended', ...accepted } : { kind: 'recorded' };
  }

  function appendAll(batch: readonly Asked[], recordedAt: string): readonly AppendOutcome[] {
    const refused = new Map(batch.map((asked) => [asked, conflictWithStore(asked)]));
    const conflicts = new Map<string, AppendOutcome>();
    const taken = new Map<string, number>();
    return batch.map((asked) => {
      const { key, writes } = asked;
      const stored = known.get(key);
      if (stored) return { kind: 'replayed', stored };
      const found = conflicts.get(key) ?? refused.get(asked) ?? conflictWithin(taken, writes);
      if (found) {
        conflicts.set(key, found);
        return found;
      }
      for (const { stream, expected, count } of writes) if (count > 0) taken.set(stream, expected + count);
      return store(asked, recordedAt);
    });
  }

  return {
    ...memoryEventReader({ events: () => recorded, incarnation: () => incarnation }),
    events: () => [...recorded],
    outcomeOf: async (principal, commandId) => known.get(keyOf(commandId, principal)),
    append: async (commands) =>
      commands.length === 0 ? [] : appendAll(askedIn(appendRows(commands)), clock().toISOString()),
  };
}

const keyOf = (commandId: string, principal: string) => `${commandId.toLowerCase()} ${principal}`;

function askedIn({ commands, writes, events }: AppendRows): readonly Asked[] {
  return commands.map((command, index) => ({
    command,
    key: keyOf(command.id, command.principal),
    writes: writes.filter((write) => write.command === index + 1),
    events: events.filter((event) => event.command === index + 1),
  }));
}

/** Streams that earlier commands of the batch have changed: the later one was decided without them. */
function conflictWithin(
  taken: ReadonlyMap<string, number>,
  writes: readonly WriteRow[],
): AppendOutcome | undefined {
  for (const [stream, version] of taken) {
    const write = writes.find((each) => each.stream === stream);
    if (write) return conflict(write, version);
  }
  return undefined;
}

function conflict({ stream, expected }: WriteRow, actualVersion: number): AppendOutcome {
  return { kind: 'conflict', stream, expectedVersion: expected, actualVersion };
}

function storedOutcome(
  { inputHash, streamId, rejectionCode, rejection }: CommandRow,
  accepted: NonNullable<StoredOutcome['accepted']>,
): StoredOutcome {
  if (rejection === null || rejectionCode === null) return { inputHash, streamId, accepted };
  const { name, message, data }: { name: string; message: string; data: unknown } = JSON.parse(rejection);
  return { inputHash, streamId, rejection: { rejected: true, name, code: rejectionCode, message, data } };
}
