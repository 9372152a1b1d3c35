// A store full of orders, written through the real append.
import type { EventStore } from '../../src/engine/model/event-store.ts';
import { appendOf } from './appends.ts';
import { LIFE } from './shop.ts';

/** Orders that are open at the same time: more than a projector keeps in memory, so that it has to load them again. */
const OPEN = 5_000;
/** Commands appended together. */
const BATCH = 500;

/** Appends whole lives of orders until the store has `events` events. Those of one order lie thousands apart. */
export async function fillStore(
  store: EventStore,
  events: number,
  progress: (events: number) => void,
): Promise<void> {
  let left = events - Number(await store.head());
  for (let first = 0; left > 0; first += OPEN) {
    for (let step = 0; step < LIFE.length && left > 0; step += 1) {
      for (let from = first; from < first + OPEN && left > 0; from += BATCH) {
        const orders = Array.from({ length: Math.min(BATCH, left) }, (_, index) => from + index);
        const outcomes = await store.append(orders.map((order) => appendOf(order, step)));
        if (outcomes.some(({ kind }) => kind !== 'appended')) throw new Error('An order was not appended.');
        left -= orders.length;
      }
    }
    progress(events - left);
  }
}
