// Pages that were read, the newest up to a number of bytes.
import type { RecordedEvent } from '../../../model/events.ts';

export interface Page {
  readonly events: readonly RecordedEvent[];
  /** Roughly. */
  readonly bytes: number;
}

export interface KeptPages {
  get(number: bigint): Page | undefined;
  set(number: bigint, page: Page): void;
  clear(): void;
}

/** Always keeps the page that was set last, whatever its size. */
export function keptPages(most: number): KeptPages {
  const pages = new Map<bigint, Page>();
  return {
    get: (number) => pages.get(number),
    set: (number, page) => {
      pages.delete(number);
      pages.set(number, page);
      let bytes = 0;
      for (const each of pages.values()) bytes += each.bytes;
      for (const [oldest, each] of pages) {
        if (bytes <= most || oldest === number) return;
        pages.delete(oldest);
        bytes -= each.bytes;
      }
    },
    clear: () => pages.clear(),
  };
}
