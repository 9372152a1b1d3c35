// Pages of the event store, read once for all lanes of a process. Positions are dense, so a full page never changes;
// the last one is read again for everyone who asks, because it shows the head as of a moment after the question.
import type { EventReader } from '../../../model/event-store.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { Position } from '../../../model/position.ts';
import { readPages } from './read-pages.ts';

export interface EventsAfter {
  /** False if that event does not stand at that position: the store was restored or is another one. */
  readonly stands: boolean;
  /** Events after the position, in order; some of them if there are many. */
  readonly events: readonly RecordedEvent[];
  /** True if there were no others when the question was asked. */
  readonly atHead: boolean;
}

export interface EventPages {
  /** @param eventId of the event at `position`, which is not asked for at '0'. */
  after(position: Position, eventId: string): Promise<EventsAfter>;
  /** Of the store, asked for once in a while. */
  incarnation(): Promise<string>;
}

interface PagesOptions {
  readonly reader: Pick<EventReader, 'readFrom' | 'incarnation'>;
  readonly eventsPerPage?: number;
  /** How much is kept of what was read; the pages in use are not counted. */
  readonly keptBytes?: number;
  /** For how long the store's incarnation is believed, in milliseconds. */
  readonly incarnationMs?: number;
}

export function createEventPages({
  reader,
  eventsPerPage = LIMITS.eventsPerRead,
  keptBytes = 8 * 1024 * 1024,
  incarnationMs = 1000,
}: PagesOptions): EventPages {
  const size = BigInt(eventsPerPage);
  const { ask, isFull } = readPages({ reader, size, keptBytes });
  /** While a page is folded the database is at the next one. Whoever asks for it will meet an error. */
  const readAhead = (number: bigint): void => void ask(number).catch(() => {});
  return {
    incarnation: remember(() => reader.incarnation(), incarnationMs),
    after: async (position, eventId) => {
      const number = BigInt(position) / size;
      const page = await ask(number);
      const index = Number(BigInt(position) - BigInt(page.events[0]?.position ?? 0));
      if (position !== '0' && page.events[index]?.id !== eventId) {
        return { stands: false, events: [], atHead: false };
      }
      const rest = position === '0' ? page.events : page.events.slice(index + 1);
      if (!isFull(number, page)) return { stands: true, events: rest, atHead: true };
      if (rest.length > 0) {
        readAhead(number + 1n);
        return { stands: true, events: rest, atHead: false };
      }
      const following = await ask(number + 1n);
      const atHead = !isFull(number + 1n, following);
      if (!atHead) readAhead(number + 2n);
      return { stands: true, events: following.events, atHead };
    },
  };
}

/** What was answered last, for a while; failures are not remembered. */
function remember(ask: () => Promise<string>, forMs: number): () => Promise<string> {
  let known: { readonly answer: Promise<string>; readonly until: number } | undefined;
  return () => {
    if (known && performance.now() < known.until) return known.answer;
    const answer = ask();
    known = { answer, until: performance.now() + forMs };
    answer.catch(() => {
      known = undefined;
    });
    return answer;
  };
}
