// Pages of the event store, read once for all lanes of a process. Positions are dense, so a full page never changes;
// the last one is read again for everyone who asks, because it shows the head as of a moment after the question.
import type { EventPages } from '../../../model/event-pages.ts';
import type { EventReader } from '../../../model/event-store.ts';
import { LIMITS } from '../../../model/limits.ts';
import { believed } from '../../../async/believed.ts';
import { keepTogether } from './keep-together.ts';
import { readPages } from './read-pages.ts';

/** So far ahead of each other are those who follow: pages that are kept are read by all of them. */
const LEAD_PAGES = 2n;

interface PagesOptions {
  readonly reader: Pick<EventReader, 'readFrom' | 'incarnation' | 'marked'>;
  readonly eventsPerPage?: number;
  /** How much is kept of what was read; the pages in use are not counted. */
  readonly keptBytes?: number;
  /** For how long the store's incarnation is believed, in milliseconds. */
  readonly incarnationMs?: number;
}

export function createEventPages({
  reader,
  eventsPerPage = LIMITS.eventsPerRead,
  keptBytes = 16 * 1024 * 1024,
  incarnationMs = 1000,
}: PagesOptions): EventPages {
  const size = BigInt(eventsPerPage);
  const { ask, isFull, isKnownFull, pastsLost } = readPages({ reader, size, keptBytes });
  /** While a page is folded the database is at the next one. Whoever asks for it will meet an error. */
  const readAhead = (number: bigint): void => void ask(number).catch(() => {});
  const together = keepTogether({ lead: LEAD_PAGES * size });
  const stored: EventPages['after'] = async (position, eventId, by) => {
    const number = BigInt(position) / size;
    by?.comeTo(BigInt(position));
    // At the head there is nobody to wait for. Who is the first at a page waits as those do who find it read.
    if (by && isKnownFull(number) && isFull(number + 1n, await ask(number + 1n))) await by.others();
    const lost = pastsLost();
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
    // What the page before was kept for is gone: whether the event stands is to be seen anew.
    if (pastsLost() !== lost) return stored(position, eventId, by);
    const atHead = !isFull(number + 1n, following);
    if (!atHead) readAhead(number + 2n);
    return { stands: true, events: following.events, atHead };
  };
  // A page that is kept was read before what is discarded since.
  const after: EventPages['after'] = async (...args) => {
    const found = await stored(...args);
    return reader.marked && found.events.length > 0
      ? { ...found, events: await reader.marked(found.events) }
      : found;
  };
  return { after, join: together.join, incarnation: believed(() => reader.incarnation(), incarnationMs) };
}
