// Reader of pages of the event store: each once for all who ask, and never over a hole or on from another past.
import { setImmediate as turn } from 'node:timers/promises';
import type { EventReader } from '../../../model/event-store.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { approximateBytes } from './approximate-bytes.ts';
import { keptPages, type Page } from './kept-pages.ts';

export interface PageReader {
  /** Page n holds the positions from n × size on. One that is not full shows the head as of after the question. */
  ask(number: bigint): Promise<Page>;
  isFull(number: bigint, page: Page): boolean;
  /** Whether it was full when it was read, and is still kept. */
  isKnownFull(number: bigint): boolean;
  /** How often the store turned out to have another past: a page that was asked for before is not of this one. */
  pastsLost(): number;
}

interface PageOptions {
  readonly reader: Pick<EventReader, 'readFrom'>;
  readonly size: bigint;
  readonly keptBytes: number;
}

/** Rows are decoded in one go, for which all else in the process waits. */
const ROWS_AT_ONCE = 250;

const NOTHING: Page = { events: [], bytes: 0 };

export function readPages({ reader, size, keptBytes }: PageOptions): PageReader {
  const kept = keptPages(keptBytes);
  let pastsLost = 0;

  const isFull = (number: bigint, { events }: Page): boolean =>
    BigInt(events.at(-1)?.position ?? -1) === (number + 1n) * size - 1n;

  /** The last event of the page before; nothing if that was not full when it was read: then others lie between. */
  function endBefore(number: bigint): RecordedEvent | undefined {
    const before = kept.get(number - 1n);
    return before && isFull(number - 1n, before) ? before.events.at(-1) : undefined;
  }

  /** Begins at the last event that is known before, so that a store that was restored to another past is noticed. */
  async function read(number: bigint): Promise<Page> {
    const page = kept.get(number) ?? NOTHING;
    if (isFull(number, page)) return page;
    const known = page.events.at(-1) ?? endBefore(number);
    const first = number === 0n ? 1n : number * size;
    const from = known ? BigInt(known.position) : first;
    const most = Number((number + 1n) * size - from);
    const rows = await reader.readFrom(String(from), Math.min(most, ROWS_AT_ONCE));
    checkContiguity(rows, from);
    if (known && rows[0]?.id !== known.id) {
      kept.clear();
      pastsLost += 1;
      return read(number);
    }
    const added = known ? rows.slice(1) : rows;
    const grown = { events: [...page.events, ...added], bytes: page.bytes + approximateBytes(added) };
    kept.set(number, grown);
    return rows.length < most && rows.length === ROWS_AT_ONCE ? read(number) : grown;
  }

  const ask = askTogether(read, (number) => {
    const page = kept.get(number);
    return page && isFull(number, page) ? page : undefined;
  });

  const isKnownFull = (number: bigint): boolean => {
    const page = kept.get(number);
    return page !== undefined && isFull(number, page);
  };

  return { ask, isFull, isKnownFull, pastsLost: () => pastsLost };
}

interface Reading {
  readonly now: Promise<Page>;
  /** Until it has begun. */
  readonly isShared: boolean;
  next?: Promise<Page>;
}

/**
 * Whoever asks while a page is read may want what was appended since: that reading is not shared, the next one is. It
 * begins at the end of this turn of the event loop, for all who ask until then.
 * @param finished a page that never changes any more.
 */
function askTogether(
  read: (number: bigint) => Promise<Page>,
  finished: (number: bigint) => Page | undefined,
): PageReader['ask'] {
  const reading = new Map<bigint, Reading>();
  return function ask(number) {
    const page = finished(number);
    if (page) return Promise.resolve(page);
    const running = reading.get(number);
    if (running?.isShared) return running.now;
    if (running) {
      const again = (): Promise<Page> => ask(number);
      return (running.next ??= running.now.then(again, again));
    }
    const begin = async (): Promise<Page> => {
      await turn();
      reading.set(number, { now, isShared: false });
      return read(number).finally(() => reading.delete(number));
    };
    const now = begin();
    reading.set(number, { now, isShared: true });
    return now;
  };
}

function checkContiguity(rows: readonly RecordedEvent[], from: bigint): void {
  const hole = rows.findIndex(({ position }, index) => position !== String(from + BigInt(index)));
  if (hole < 0) return;
  throw new SlipstreamError('POSITIONS_NOT_DENSE', 'The event store answered with a hole in its positions.', {
    details: { expected: String(from + BigInt(hole)), found: rows[hole]?.position },
  });
}
