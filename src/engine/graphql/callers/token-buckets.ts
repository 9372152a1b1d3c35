// Token buckets, one for each caller, in the memory of a process: a bucket fills at a steady rate and is known by the time
// at which it is full again. https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm

export interface Rate {
  readonly perSecond: number;
  /** What a full bucket holds. */
  readonly burst: number;
}

export interface TokenBuckets {
  /** What costs more than a bucket holds takes a full one. @returns undefined if taken, or after how many ms it can be. */
  take(caller: string, cost: number): number | undefined;
  /** What is in it. */
  left(caller: string): number;
  /** Buckets that are not known to be full. */
  readonly size: number;
}

/** Those that are full again are forgotten whenever there are twice as many as were left the last time. */
const SWEPT_FROM = 1_000;
const MOST = 100_000;
/** Sums of times are not exact. */
const ROUNDING_MS = 0.001;

export function tokenBuckets({ perSecond, burst }: Rate, now = () => performance.now()): TokenBuckets {
  const fullAt = new Map<string, number>();
  const msOf = (cost: number): number => (cost * 1000) / perSecond;
  let sweepAt = SWEPT_FROM;
  const sweep = (at: number): void => {
    for (const [caller, full] of fullAt) if (full <= at) fullAt.delete(caller);
    for (const caller of fullAt.keys()) {
      if (fullAt.size < MOST) break;
      fullAt.delete(caller);
    }
    sweepAt = Math.max(SWEPT_FROM, 2 * fullAt.size);
  };
  return {
    take: (caller, cost) => {
      const at = now();
      const full = Math.max(fullAt.get(caller) ?? at, at) + msOf(Math.min(cost, burst));
      const waitMs = full - at - msOf(burst);
      if (waitMs > ROUNDING_MS) return waitMs;
      fullAt.set(caller, full);
      if (fullAt.size >= Math.min(sweepAt, MOST)) sweep(at);
      return undefined;
    },
    left: (caller) => {
      const at = now();
      const missingMs = Math.max((fullAt.get(caller) ?? at) - at, 0);
      return Math.floor(burst - (missingMs * perSecond) / 1000);
    },
    get size() {
      return fullAt.size;
    },
  };
}
