// Back-off: a longer wait after every failure, never for ever, and never the same for all at one time.

export interface BackOff {
  /** Milliseconds until the next try is due; 0 if it is. */
  remaining(): number;
  /** Milliseconds from now until the next try. */
  failed(): number;
  succeeded(): void;
}

export function backOff({ firstMs, mostMs }: { readonly firstMs: number; readonly mostMs: number }): BackOff {
  let failures = 0;
  let dueAt = 0;
  return {
    remaining: () => Math.max(0, dueAt - performance.now()),
    failed: () => {
      const delay = Math.min(firstMs * 2 ** failures, mostMs) * (0.75 + Math.random() / 2);
      failures += 1;
      dueAt = performance.now() + delay;
      return delay;
    },
    succeeded: () => {
      failures = 0;
      dueAt = 0;
    },
  };
}
