// The lag of the last hour, as one process has seen it: a point for each half minute, the most that was seen in it.
import type { LagPoint } from '../model/operations.ts';
import { lagOfProjections, type LaneLag } from './lag.ts';

const STEP_MS = 30_000;
/** Of each projection: an hour. */
export const LAG_POINTS = 120;

export interface LagHistory {
  /** A look at all lanes. */
  add(lanes: readonly LaneLag[]): void;
  /** Oldest first; none of a projection that was never looked at. */
  of(projection: string): readonly LagPoint[];
}

interface Point {
  /** Half minutes since 1970. */
  readonly step: number;
  readonly lagMs: number;
}

/** @param now milliseconds since 1970. */
export function lagHistory(now: () => number = Date.now): LagHistory {
  const seen = new Map<string, readonly Point[]>();
  const stepNow = (): number => Math.floor(now() / STEP_MS);
  return {
    add: (lanes) => {
      const step = stepNow();
      for (const { projection, lagMs } of lagOfProjections(lanes)) {
        const points = seen.get(projection) ?? [];
        const last = points.at(-1);
        const [before, most] =
          last?.step === step ? [points.slice(0, -1), Math.max(last.lagMs, lagMs)] : [points, lagMs];
        seen.set(projection, [...before, { step, lagMs: most }].slice(-LAG_POINTS));
      }
    },
    of: (projection) => {
      const oldest = stepNow() - LAG_POINTS;
      return (seen.get(projection) ?? [])
        .filter(({ step }) => step > oldest)
        .map(({ step, lagMs }) => ({ at: new Date(step * STEP_MS).toISOString(), lagMs }));
    },
  };
}
