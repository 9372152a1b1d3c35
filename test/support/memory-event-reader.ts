// An event store in memory: dense positions, an incarnation, and the ways in which a store can turn out to be another one.
import { randomUUID } from 'node:crypto';
import type { EventReader } from '../../src/engine/model/event-store.ts';
import { memoryEventReader as readerOver } from '../../src/engine/testing/memory/memory-event-reader.ts';
import type { NewEvent, RecordedEvent } from '../../src/engine/model/events.ts';

export interface MemoryEventReader extends EventReader {
  /** All events, in order. */
  readonly events: readonly RecordedEvent[];
  /** Appends to the stream `id` of each event's category. */
  append(id: string, ...events: readonly NewEvent[]): void;
  /** Forgets everything after a position, as a restored backup does; what is appended then is another past. */
  restoreTo(position: number): void;
  renew(): void;
  /** How often events were read. */
  reads(): number;
}

export function memoryEventReader(): MemoryEventReader {
  const events: RecordedEvent[] = [];
  const versions = new Map<string, number>();
  let incarnation = randomUUID();
  let reads = 0;

  function append(id: string, newEvents: readonly NewEvent[]): void {
    for (const { category, type, schemaVersion, data, streamId = id } of newEvents) {
      const position = events.length + 1;
      const version = (versions.get(`${category}/${streamId}`) ?? 0) + 1;
      versions.set(`${category}/${streamId}`, version);
      const at = new Date(Date.UTC(2026, 0, 1) + position * 1000).toISOString();
      const metadata = { causationId: randomUUID(), correlationId: randomUUID(), principal: 'test' };
      const event = { id: randomUUID(), position: String(position), category, streamId, version, type };
      events.push({ ...event, schemaVersion, data, metadata, recordedAt: at, occurredAt: at });
    }
  }

  const reader = readerOver({ events: () => events, incarnation: () => incarnation });
  return {
    ...reader,
    events,
    append: (id, ...newEvents) => append(id, newEvents),
    restoreTo: (position) => {
      events.length = position;
      versions.clear();
      for (const { category, streamId, version } of events) versions.set(`${category}/${streamId}`, version);
    },
    renew: () => {
      incarnation = randomUUID();
    },
    reads: () => reads,
    readFrom: (position, limit) => {
      reads += 1;
      return reader.readFrom(position, limit);
    },
  };
}

/** What the oracle compares documents with. */
export async function storeOf(reader: MemoryEventReader) {
  return { events: reader.events, commands: [], incarnation: await reader.incarnation() };
}
