// Events as if they had been stored: positions and versions without holes, a minute between one and the next.
import { deepStrictEqual, ok } from 'node:assert';
import type { NewEvent, RecordedEvent } from '../model/events.ts';
import type { Json } from '../model/json.ts';

/** An event of the past; see `toStream` for its stream and `at` for its time. */
export interface PastEvent extends NewEvent {
  /** ISO 8601 in UTC. */
  readonly occurredAt?: string;
}

/** Says when an event happened: ISO 8601 in UTC. */
export function at<Event extends NewEvent>(occurredAt: string, event: Event): Event & PastEvent {
  const isTime = !Number.isNaN(Date.parse(occurredAt)) && new Date(occurredAt).toISOString() === occurredAt;
  ok(isTime, `${occurredAt} is not ISO 8601 in UTC with milliseconds.`);
  return { ...event, occurredAt };
}

const FIRST_MINUTE = Date.UTC(2026, 0, 1);

/** @param streamOf which stream an event belongs to that names none; `<category>-1` if omitted. */
export function record(
  events: readonly PastEvent[],
  streamOf: (event: NewEvent) => string = ({ category }) => `${category}-1`,
): readonly RecordedEvent[] {
  const versions = new Map<string, number>();
  return events.map((event, index) => {
    const { category, type, schemaVersion, data } = event;
    const streamId = event.streamId ?? streamOf(event);
    const stream = `${category}/${streamId}`;
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const recordedAt = new Date(FIRST_MINUTE + index * 60_000).toISOString();
    return frozen({
      id: `00000000-0000-7000-8000-${String(index + 1).padStart(12, '0')}`,
      position: String(index + 1),
      category,
      streamId,
      version,
      type,
      schemaVersion,
      data: throughJson(data),
      metadata: { causationId: 'causation', correlationId: 'correlation', principal: 'tester' },
      recordedAt,
      occurredAt: event.occurredAt ?? recordedAt,
    });
  });
}

/** What the store would give back; asserts that it is what was given. */
export function throughJson(value: unknown): Json {
  const stored: Json = JSON.parse(JSON.stringify(value));
  deepStrictEqual(stored, value, 'What is stored must be plain JSON: no undefined, no dates, no classes.');
  return stored;
}

/** A fold that changes what it was given must not go unnoticed. */
export function frozen<Value>(value: Value): Value {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}
