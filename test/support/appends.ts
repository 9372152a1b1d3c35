// Commands as the event store takes them, with as little to write as possible.
import { randomUUID } from 'node:crypto';
import type { AppendOutcome, CommandAppend, EventStore } from '../../src/engine/model/event-store.ts';
import type { NewEvent } from '../../src/engine/model/events.ts';
import type { Rejection } from '../../src/engine/model/outcome.ts';
import { parseStreamName, type StreamName } from '../../src/engine/model/stream.ts';
import { CounterEvents } from './counter-domain.ts';

/** Stream, expected version, events. */
export type Write = readonly [stream: StreamName, expectedVersion: number, ...events: readonly NewEvent[]];

export const opened = (name = 'a counter') => CounterEvents.CounterOpened({ name });
export const incremented = (by = 1) => CounterEvents.CounterIncremented({ by });

export function accepted(writes: readonly Write[], options: Partial<CommandAppend> = {}): CommandAppend {
  const commandId = options.commandId ?? randomUUID();
  const principal = options.principal ?? 'tester';
  const [first] = writes;
  return {
    commandId,
    type: 'writeSomething',
    principal,
    inputHash: 'hash',
    payload: { some: 'input' },
    streamId: first ? parseStreamName(first[0]).id : 'none',
    streams: writes.map(([stream, expectedVersion, ...events]) => ({ stream, expectedVersion, events })),
    metadata: { causationId: commandId, correlationId: 'correlation', principal },
    ...options,
  };
}

export const noRoom: Rejection = {
  rejected: true,
  name: 'NoRoom',
  code: 'NO_ROOM',
  message: 'There is no room.',
  data: { seats: 0 },
};

export function refused(options: Partial<CommandAppend> = {}): CommandAppend {
  return { ...accepted([], options), streamId: 'room-1', rejection: noRoom, ...options };
}

/** Every event there is. */
export async function allEvents(store: Pick<EventStore, 'readFrom'>, from = 1) {
  const events = [];
  for (;;) {
    const batch = await store.readFrom(String(from + events.length), 1_000);
    if (batch.length === 0) return events;
    events.push(...batch);
  }
}

/** What the outcome of an append says beside the events. */
export function withoutEvents(outcome: AppendOutcome): AppendOutcome {
  if (outcome.kind !== 'appended') return outcome;
  const { events: _, ...rest } = outcome;
  return rest;
}
