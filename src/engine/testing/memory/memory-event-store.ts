// An event store in memory that keeps the contract of the one in Postgres: dense positions, each command whole or not
// at all and at most once, conflicts as values. What could not be stored there is refused here by the same check.
import { randomUUID } from 'node:crypto';
import type { AnyEvents } from '../../definitions/events.ts';
import { appendRows, type AppendRows } from '../../flow/accept/event-store/append-rows.ts';
import { storedRow } from '../../flow/accept/event-store/recorded-events.ts';
import { readable, upcasterFor } from '../../flow/accept/event-store/upcast-events.ts';
import type { AppendOutcome, CommandAppend, EventStore, StoredOutcome } from '../../model/event-store.ts';
import type { RecordedEvent } from '../../model/events.ts';
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
interface CommandWrites {
  readonly command: CommandRow;
  readonly key: string;
  readonly writes: readonly WriteRow[];
  readonly guards: readonly Expected[];
  readonly events: readonly EventRow[];
}

/** Where a command saw a stream: one that it writes to, or one that it was only decided on. */
type Expected = Pick<WriteRow, 'stream' | 'expected' | 'last'>;

export function memoryEventStore({ events, clock }: MemoryEventStoreOptions): MemoryEventStore {
  const recorded: RecordedEvent[] = [];
  const lastEvents = new Map<string, RecordedEvent>();
  const known = new Map<string, StoredOutcome>();
  const incarnation = randomUUID();
  const toEvent = upcasterFor(events);

  function store({ command, key, events: rows }: CommandWrites, recordedAt: string): AppendOutcome {
    for (const row of rows) {
      const stored = storedRow(row, { position: String(recorded.length + 1), recordedAt });
      const event = frozen(readable(toEvent(stored)));
      recorded.push(event);
      lastEvents.set(row.stream, event);
    }
    const accepted = { version: command.version, position: String(recorded.length) };
    known.set(key, storedOutcome(command, accepted));
    if (command.rejection !== null) return { kind: 'recorded' };
    return { kind: 'appended', ...accepted, events: recorded.slice(recorded.length - rows.length) };
  }

  function appendAll(batch: readonly CommandWrites[], recordedAt: string): readonly AppendOutcome[] {
    const refused = new Map(batch.map((each) => [each, conflictWithStore(lastEvents, each)]));
    const conflicts = new Map<string, AppendOutcome>();
    const taken = new Map<string, number>();
    return batch.map((each) => {
      const { key, writes, guards } = each;
      const stored = known.get(key);
      if (stored) return { kind: 'replayed', stored };
      const found = conflicts.get(key) ?? refused.get(each) ?? conflictWithin(taken, [...writes, ...guards]);
      if (found) {
        conflicts.set(key, found);
        return found;
      }
      for (const { stream, expected, count } of writes) if (count > 0) taken.set(stream, expected + count);
      return store(each, recordedAt);
    });
  }

  const append = (commands: readonly CommandAppend[]): readonly AppendOutcome[] =>
    commands.length === 0 ? [] : appendAll(commandsIn(appendRows(commands)), clock().toISOString());
  const inTurn = createTurns();
  const reader = memoryEventReader({ events: () => recorded, incarnation: () => incarnation });
  return {
    ...reader,
    events: () => [...recorded],
    outcomeOf: async (principal, commandId) => known.get(keyOf(commandId, principal)),
    append: (commands) => inTurn(async () => append(commands)),
    appendAlone: (decide) => inTurn(async () => append(await decide(reader))),
  };
}

/** One after the other, in the order of asking. */
function createTurns(): <Result>(run: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const turn = last.then(run, run);
    last = turn;
    return turn;
  };
}

const keyOf = (commandId: string, principal: string) => `${commandId.toLowerCase()} ${principal}`;

function commandsIn({ commands, writes, events, guards }: AppendRows): readonly CommandWrites[] {
  return commands.map((command, index) => ({
    command,
    key: keyOf(command.id, command.principal),
    writes: writes.filter((write) => write.command === index + 1),
    guards: (guards.byCommand[index] ?? []).flatMap((number) => {
      const guard = guards.distinct[number - 1];
      return guard ? [{ stream: guard.stream, expected: guard.version, last: guard.last }] : [];
    }),
    events: events.filter((event) => event.command === index + 1),
  }));
}

/** Where the streams stood before the batch. */
function conflictWithStore(
  lastEvents: ReadonlyMap<string, RecordedEvent>,
  { writes, guards }: CommandWrites,
): AppendOutcome | undefined {
  const moved = [...writes, ...guards].find(({ stream, expected, last }) => {
    const event = lastEvents.get(stream);
    return expected !== (event?.version ?? 0) || (last !== null && last !== event?.id);
  });
  return moved && conflict(moved, lastEvents.get(moved.stream)?.version ?? 0);
}

/** Streams that earlier commands of the batch have changed: the later one was decided without them. */
function conflictWithin(
  taken: ReadonlyMap<string, number>,
  rests: readonly Expected[],
): AppendOutcome | undefined {
  for (const [stream, version] of taken) {
    const rest = rests.find((each) => each.stream === stream);
    if (rest) return conflict(rest, version);
  }
  return undefined;
}

function conflict({ stream, expected }: Expected, actualVersion: number): AppendOutcome {
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
