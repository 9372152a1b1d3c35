// Coalescing: calls that come while one is under way become one call after it.

export interface Coalesced {
  /** Never throws, never waits. */
  (): void;
  /** Resolves when nothing is under way any more; calls from now on do nothing. */
  close(): Promise<void>;
}

/**
 * At most one run at a time and one waiting.
 * @param minGapMs from the start of a run to the start of the next; a run after a pause starts at once.
 */
export function coalesce(run: () => Promise<void>, minGapMs: number): Coalesced {
  let running: Promise<void> | undefined;
  let isWaiting = false;
  let isClosed = false;

  async function runAll(): Promise<void> {
    do {
      isWaiting = false;
      const started = performance.now();
      await run();
      const rest = minGapMs - (performance.now() - started);
      // Also for a call that has not come yet: it may come during the gap.
      if (rest > 0 && !isClosed) await new Promise((resolve) => setTimeout(resolve, rest));
    } while (isWaiting && !isClosed);
    running = undefined;
  }

  const call = (): void => {
    if (isClosed) return;
    if (running) isWaiting = true;
    else running = runAll();
  };
  return Object.assign(call, {
    close: async () => {
      isClosed = true;
      await running;
    },
  });
}
