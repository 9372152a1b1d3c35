// Reads events that lie in memory, as the port of the event store says.
import type { EventReader } from '../../model/event-store.ts';
import type { RecordedEvent } from '../../model/events.ts';
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
    readFrom: async (position, limit) => {
      const first = Math.max(0, Number(position) - 1);
      return events().slice(first, first + limit);
    },
    readStreams: async (tails) => ({
      streams: tails.map(({ stream, after, limit }) =>
        events()
          .filter(
            ({ category, streamId, version }) => streamName(category, streamId) === stream && version > after,
          )
          .slice(0, limit),
      ),
      head: String(events().length),
    }),
  };
}
