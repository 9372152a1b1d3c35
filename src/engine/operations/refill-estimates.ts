// Estimates of a refill: how long, by a rate that was measured or is assumed, and how much of Redis.
import { distance } from '../model/position.ts';
import type { EventReader } from '../model/event-store.ts';
import type { Rebuild, Rebuilds } from '../model/rebuilds.ts';

/** `LAST_REBUILD`: from its begin to its switch, comparison included. `ASSUMED`: nothing was measured. */
export interface RefillRate {
  readonly eventsPerSecond: number;
  readonly basis: 'LAST_REBUILD' | 'ASSUMED';
}

export interface RefillEstimate extends RefillRate {
  /** In milliseconds, for a worker that has nothing else to fill. */
  readonly ms: number;
  /** Beside what readers see, for as long as both are kept; 0 for tables, undefined if nothing like it is there to measure. */
  readonly redisBytes: number | undefined;
}

/** Less than was measured of thirteen read models that one process fills: 9,860. */
export const ASSUMED_RATE: RefillRate = { eventsPerSecond: 5000, basis: 'ASSUMED' };

interface RateSources {
  readonly rebuilds: Pick<Rebuilds, 'last'>;
  readonly reader: Pick<EventReader, 'positionBefore'>;
  readonly now?: () => number;
}

export function refillRates({ rebuilds, reader, now = Date.now }: RateSources) {
  return async (projection: string): Promise<RefillRate> => {
    const last = await rebuilds.last(projection);
    if (!last || !isMeasure(last)) return ASSUMED_RATE;
    const endedAgo = Math.max(0, now() - Date.parse(last.startedAt) - last.ageMs);
    const events = distance('0', await reader.positionBefore(Math.round(endedAgo)));
    const eventsPerSecond = Math.round((events / last.ageMs) * 1000);
    return eventsPerSecond > 0 ? { eventsPerSecond, basis: 'LAST_REBUILD' } : ASSUMED_RATE;
  };
}

/** One that was slowed down, went back, or waited for somebody says nothing of the speed. */
const isMeasure = ({ state, isUndo, eventsPerSecond, decidedBy, ageMs }: Rebuild): boolean =>
  state === 'SWITCHED' && !isUndo && eventsPerSecond === undefined && decidedBy === undefined && ageMs > 0;
