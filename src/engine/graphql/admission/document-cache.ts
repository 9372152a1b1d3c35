// Documents that were read, checked and counted before, by their text: those used last, within so many bytes of memory.

export interface DocumentCache<Value> {
  has(text: string): boolean;
  get(text: string): Value | undefined;
  /** @param bytes it holds, the text aside. */
  keep(text: string, value: Value, bytes: number): void;
  forget(text: string): void;
  readonly bytes: number;
}

/** What an entry takes beside its text and its value. */
const ENTRY_BYTES = 200;

export function documentCache<Value>(maxBytes: number): DocumentCache<Value> {
  // A map tells its keys in the order in which they were set.
  const entries = new Map<string, { readonly value: Value; readonly bytes: number }>();
  let total = 0;
  const forget = (text: string): void => {
    total -= entries.get(text)?.bytes ?? 0;
    entries.delete(text);
  };
  return {
    has: (text) => entries.has(text),
    get: (text) => {
      const entry = entries.get(text);
      if (!entry) return undefined;
      // Which was used last matters only when some will have to go.
      if (total > maxBytes / 2) {
        entries.delete(text);
        entries.set(text, entry);
      }
      return entry.value;
    },
    keep: (text, value, ownBytes) => {
      forget(text);
      const bytes = ownBytes + 2 * text.length + ENTRY_BYTES;
      if (bytes > maxBytes / 4) return;
      entries.set(text, { value, bytes });
      total += bytes;
      for (const [oldest] of entries) {
        if (total <= maxBytes) break;
        forget(oldest);
      }
    },
    forget,
    get bytes() {
      return total;
    },
  };
}
