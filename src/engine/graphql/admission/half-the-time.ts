// Lets through one after the other, in the order in which they came, and after each as long a pause as its turn of the event
// loop took: however many come, they take half of the time, and what else there is to do goes on between them.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** Longer than any one should take, in milliseconds. */
const LONGEST_PAUSE_MS = 100;

export function halfTheTime(): () => Promise<void> {
  let last = Promise.resolve();
  let pauseUntil = 0;
  const letThrough = async (): Promise<void> => {
    // The one before is done by then, and it is known how long that took.
    await nextTurn();
    const pauseMs = pauseUntil - performance.now();
    if (pauseMs > 0) await sleep(pauseMs);
    const begun = performance.now();
    setImmediate(() => {
      const now = performance.now();
      pauseUntil = now + Math.min(now - begun, LONGEST_PAUSE_MS);
    });
  };
  return () => {
    last = last.then(letThrough);
    return last;
  };
}
