// Long work in slices of a few milliseconds, by turns with whatever else waits in the process: a read of the API, a
// heartbeat, the work of another lane.
import { inTurn } from './in-turn.ts';

/** So few are no long work. */
const FEW = 32;
const SLICE_MS = 3;
const LOOK_EVERY = 16;

interface Slicing {
  /** What each slice runs in. */
  readonly around?: (slice: () => boolean) => boolean;
}

/** @param step ends the whole by `false`. */
export async function bySlices<Item>(
  items: readonly Item[],
  step: (item: Item) => boolean,
  { around = (slice) => slice() }: Slicing = {},
): Promise<void> {
  const rest = items.values();
  for (let isDone = items.length === 0; !isDone;) {
    if (items.length > FEW) await inTurn();
    isDone = around(() => worksOff(rest, step));
  }
}

/** False if there is more to do. */
function worksOff<Item>(rest: Iterable<Item>, step: (item: Item) => boolean): boolean {
  const until = performance.now() + SLICE_MS;
  let count = 0;
  for (const item of rest) {
    if (!step(item)) return true;
    count += 1;
    if (count % LOOK_EVERY === 0 && performance.now() > until) return false;
  }
  return true;
}
