// Breaker of a lane: so many documents, or streams of a reaction, parked in a while that the code is more likely wrong than
// the events.
export interface BreakerLimits {
  /** Fewer than that, in `windowMs`, never stop a lane. */
  readonly most: number;
  /** Of the documents that were changed, or the streams that were answered, meanwhile, 0 to 1. */
  readonly share: number;
  readonly windowMs: number;
}

export const BREAKER_LIMITS: BreakerLimits = { most: 100, share: 0.1, windowMs: 60_000 };

/** A lane stops at the first event that can't be folded or answered: for tests, which are to see why. */
export const PARKS_NOTHING: Partial<BreakerLimits> = { most: 0, share: 0 };

/** One for each lane of a generation, and for each reaction. */
export interface ParkingBreaker {
  /** Whether that many may be parked among those changed. Once it has said no, nothing is to be parked any more. */
  admits(parked: number, changed: number): boolean;
  /** Begins anew. */
  reset(): void;
  readonly admitsNone: boolean;
}

export function createBreaker({ most, share, windowMs }: BreakerLimits): ParkingBreaker {
  const begin = () => ({ since: performance.now(), parked: 0, changed: 0, isOpen: false });
  let seen = begin();
  return {
    admitsNone: most === 0,
    admits: (parked, changed) => {
      if (!seen.isOpen && performance.now() - seen.since > windowMs) seen = begin();
      seen = { ...seen, parked: seen.parked + parked, changed: seen.changed + changed };
      if (parked > 0 && seen.parked > most && seen.parked > share * seen.changed) {
        seen = { ...seen, isOpen: true };
      }
      return parked === 0 || !seen.isOpen;
    },
    reset: () => {
      seen = begin();
    },
  };
}
