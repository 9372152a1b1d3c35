// Lets one through in each turn of the event loop, in the order in which they came. After one that is refused nothing goes
// through for three times as long as its turn took: however much of it comes, what is refused takes a quarter of the time.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

export interface Turns {
  next(): Promise<void>;
  /** Of the one that was let through last. */
  refused(): void;
}

const PAUSE = 3;
/** Longer than any pause should be, in milliseconds. */
const LONGEST_PAUSE_MS = 300;

export function takeTurns(): Turns {
  let last = Promise.resolve();
  let begun = 0;
  let pauseUntil = 0;
  const letThrough = async (): Promise<void> => {
    // The one before is done by then.
    await nextTurn();
    const pauseMs = pauseUntil - performance.now();
    if (pauseMs > 0) await sleep(pauseMs);
    begun = performance.now();
  };
  return {
    next: () => {
      last = last.then(letThrough);
      return last;
    },
    refused: () => {
      const since = begun;
      setImmediate(() => {
        const now = performance.now();
        pauseUntil = now + Math.min(PAUSE * (now - since), LONGEST_PAUSE_MS);
      });
    },
  };
}
