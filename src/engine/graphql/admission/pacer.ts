// Pacer of what is large: one goes through in each turn of the event loop, in the order in which they came. After one that
// is worth no haste nothing goes through for a multiple of what its turn took, so that all of these take a small part of the
// time.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

export interface Pacer {
  next(): Promise<void>;
  /** After the one that was let through last. */
  rest(): void;
}

/** Longer than any pause should be, in milliseconds. */
const LONGEST_PAUSE_MS = 300;

/** @param rest how many times as long as its turn is rested after one that is worth no haste. */
export function createPacer(rest = 3): Pacer {
  let last = Promise.resolve();
  let begun = 0;
  let owedSince: number | undefined;
  let pauseUntil = 0;
  const settle = (): void => {
    if (owedSince === undefined) return;
    const now = performance.now();
    pauseUntil = now + Math.min(rest * (now - owedSince), LONGEST_PAUSE_MS);
    owedSince = undefined;
  };
  const letThrough = async (): Promise<void> => {
    await nextTurn();
    // The one before is done by then.
    settle();
    const pauseMs = pauseUntil - performance.now();
    if (pauseMs > 0) await sleep(pauseMs);
    begun = performance.now();
  };
  return {
    next: () => {
      last = last.then(letThrough);
      return last;
    },
    rest: () => {
      owedSince = begun;
      setImmediate(settle);
    },
  };
}
