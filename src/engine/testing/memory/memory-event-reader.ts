// Reader of events that lie in memory, as the port of the event store says.
import type { EventReader, StreamTail } from '../../model/event-store.ts';
import type { RecordedEvent } from '../../model/events.ts';
import { BEFORE_FIRST } from '../../model/position.ts';
import { streamName } from '../../model/stream.ts';

export interface MemoryEvents {
  /** All there are by now, in order; their positions are dense. */
  readonly events: () => readonly RecordedEvent[];
  readonly incarnation: () => string;
}

export function memoryEventReader({ events, incarnation }: MemoryEvents): EventReader {
  return {
    incarnation: async () => incarnation(),
    head: async () => String(events().length),
    positionBefore: async (ageMs) => {
      const latest = new Date(Date.now() - ageMs).toISOString();
      return events().findLast(({ recordedAt }) => recordedAt <= latest)?.position ?? BEFORE_FIRST;
    },
    readFrom: async (position, limit) => {
      const first = Math.max(0, Number(position) - 1);
      return events().slice(first, first + limit);
    },
    readStreams: async (tails) => ({
      streams: tails.map((tail) => tailOf(events(), tail)),
      head: String(events().length),
      // The clock of the tests is asked by appends alone, so that between them no time passes.
      now: events().at(-1)?.recordedAt ?? new Date(0).toISOString(),
    }),
  };
}

function tailOf(
  events: readonly RecordedEvent[],
  { stream, after, afterId, limit }: StreamTail,
): readonly RecordedEvent[] {
  const isWanted = ({ category, streamId, version, id }: RecordedEvent): boolean =>
    streamName(category, streamId) === stream &&
    (version > after || (version === after && afterId !== undefined && id !== afterId));
  return events.filter(isWanted).slice(0, limit);
}
