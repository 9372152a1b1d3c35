// Rates: events a second that each read model has passed, from where it stood at the last few polls.
import { useEffect, useRef, useState } from 'react';

export interface Standing {
  readonly name: string;
  readonly position: string;
}

interface Sample {
  readonly atMs: number;
  readonly positions: ReadonlyMap<string, number>;
}

/** Over so long, in milliseconds. */
const OVER_MS = 10_000;

/** None of a name before the second poll. */
export function useRates(seen: readonly Standing[] | undefined): ReadonlyMap<string, number> {
  const samples = useRef<readonly Sample[]>([]);
  const [rates, setRates] = useState<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    if (seen === undefined) return;
    const positions = new Map(seen.map(({ name, position }) => [name, Number(position)]));
    const now: Sample = { atMs: performance.now(), positions };
    samples.current = [...samples.current.filter(({ atMs }) => now.atMs - atMs < OVER_MS), now];
    const [oldest] = samples.current;
    if (oldest && oldest !== now) setRates(ratesBetween(oldest, now));
  }, [seen]);
  return rates;
}

function ratesBetween(from: Sample, to: Sample): ReadonlyMap<string, number> {
  const seconds = (to.atMs - from.atMs) / 1000;
  const rates = [...to.positions].flatMap(([name, position]) => {
    const before = from.positions.get(name);
    // A refill begins again at the first event.
    return before === undefined ? [] : [[name, Math.max(0, position - before) / seconds] as const];
  });
  return new Map(rates);
}
