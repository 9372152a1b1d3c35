// Long work in slices of a few milliseconds, by turns with whatever else waits in the process: a read of the API, a
// heartbeat, the work of another lane.
import { inTurn } from './in-turn.ts';

/** So few are no long work. */
const FEW = 32;
const SLICE_MS = 3;
const LOOK_EVERY = 16;

interface Slicing {
  /** What each slice runs in. */
  readonly around?: (slice: () => number) => number;
}

/** @param step ends the whole by `false`. */
export async function bySlices<Item>(
  items: readonly Item[],
  step: (item: Item) => boolean,
  { around = (slice) => slice() }: Slicing = {},
): Promise<void> {
  for (let next = 0; next < items.length;) {
    if (items.length > FEW) await inTurn();
    const from = next;
    next = around(() => sliceFrom(items, step, from));
  }
}

/** The index to go on from. */
function sliceFrom<Item>(items: readonly Item[], step: (item: Item) => boolean, from: number): number {
  const until = performance.now() + SLICE_MS;
  let done = 0;
  for (const item of items.slice(from)) {
    if (!step(item)) return items.length;
    done += 1;
    if (done % LOOK_EVERY === 0 && performance.now() > until) break;
  }
  return from + done;
}
