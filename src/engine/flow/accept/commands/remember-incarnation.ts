// The store's incarnation for the receipts' tokens, asked anew now and then, so that a renewed one is noticed.
import type { EventReader } from '../../../model/event-store.ts';

const FRESH_MS = 1_000;

/** The last known one is good enough while the store does not answer: the append itself will tell. */
export function rememberIncarnation(reader: EventReader, onChange: () => void): () => Promise<string> {
  let known: string | undefined;
  let askedAt = 0;
  return async () => {
    if (known !== undefined && performance.now() - askedAt < FRESH_MS) return known;
    askedAt = performance.now();
    try {
      const current = await reader.incarnation();
      if (known !== undefined && current !== known) onChange();
      known = current;
    } catch (error) {
      if (known === undefined) throw error;
    }
    return known;
  };
}
