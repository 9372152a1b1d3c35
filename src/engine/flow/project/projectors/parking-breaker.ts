// Breaker of a lane: so many documents parked in a while that the code is more likely wrong than the events.
export interface BreakerLimits {
  /** Fewer documents than that, in `windowMs`, never stop a lane. */
  readonly most: number;
  /** Of the documents that were changed meanwhile, 0 to 1. */
  readonly share: number;
  readonly windowMs: number;
}

export const BREAKER_LIMITS: BreakerLimits = { most: 100, share: 0.1, windowMs: 60_000 };

/** A lane stops at the first event that can't be folded: for tests, which are to see why. */
export const PARKS_NOTHING: Partial<BreakerLimits> = { most: 0, share: 0 };

/** One for each lane of a generation. */
export interface ParkingBreaker {
  /** Whether that many documents may be parked among those changed. It begins anew after it has said no. */
  admits(parked: number, changed: number): boolean;
  readonly admitsNone: boolean;
}

export function createBreaker({ most, share, windowMs }: BreakerLimits): ParkingBreaker {
  let since = performance.now();
  let seen = { parked: 0, changed: 0 };
  return {
    admitsNone: most === 0,
    admits: (parked, changed) => {
      if (performance.now() - since > windowMs) {
        since = performance.now();
        seen = { parked: 0, changed: 0 };
      }
      seen = { parked: seen.parked + parked, changed: seen.changed + changed };
      const isTooMuch = parked > 0 && seen.parked > most && seen.parked > share * seen.changed;
      if (isTooMuch) seen = { parked: 0, changed: 0 };
      return !isTooMuch;
    },
  };
}
