// A store full of orders, written through the real append.
import { modules } from '../../src/app/modules.ts';
import { createEventStore } from '../../src/engine/flow/accept/event-store/create-event-store.ts';
import type { EventStore } from '../../src/engine/model/event-store.ts';
import { appendOf } from './appends.ts';
import type { Servers } from './servers.ts';
import { LIFE } from './shop.ts';

export async function withStore<Result>(
  { databaseUrl }: Servers,
  run: (store: EventStore) => Promise<Result>,
): Promise<Result> {
  const store = createEventStore({ databaseUrl, events: modules.flatMap(({ events }) => events) });
  try {
    return await run(store);
  } finally {
    await store.close();
  }
}

/** Commands appended together. */
const BATCH = 250;

interface Filling {
  readonly events: number;
  /** Orders that are open at the same time: so far apart lie the events of one. A multiple of 250. */
  readonly open: number;
  readonly progress: (events: number) => void;
}

/** Appends whole lives of orders until the store has as many events. */
export async function fillStore(store: EventStore, { events, open, progress }: Filling): Promise<void> {
  let left = events - Number(await store.head());
  for (let first = 0; left > 0; first += open) {
    for (let step = 0; step < LIFE.length && left > 0; step += 1) {
      for (let from = first; from < first + open && left > 0; from += BATCH) {
        const orders = Array.from({ length: Math.min(BATCH, left) }, (_, index) => from + index);
        const outcomes = await store.append(orders.map((order) => appendOf(order, step)));
        if (outcomes.some(({ kind }) => kind !== 'appended')) throw new Error('An order was not appended.');
        left -= orders.length;
      }
    }
    progress(events - left);
  }
}
