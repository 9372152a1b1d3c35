// Loads: a closed loop of callers, each of which sends its next call when the last one was answered; or a steady rate.
import { setTimeout as sleep } from 'node:timers/promises';

export interface Load {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Is told how many calls came before it. */
export type Call = (index: number) => Promise<unknown>;

const ROUNDS = 2;
/** Of each round, in milliseconds: what is not measured, and what is. */
const WARM_UP_MS = 500;
const FOR_MS = 1500;

/**
 * Several ways to do the same, by turns, so that what disturbs one disturbs the others; the best round of each counts,
 * because whatever else runs on the machine only slows down.
 */
export async function compare<Name extends string>(
  callers: number,
  ways: Readonly<Record<Name, Call>>,
): Promise<Readonly<Record<Name, Load>>> {
  const best = new Map<string, Load>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, call] of Object.entries<Call>(ways)) {
      const load = await closedLoop(callers, call);
      if (load.perSecond > (best.get(name)?.perSecond ?? 0)) best.set(name, load);
    }
  }
  return Object.fromEntries(best) as Record<Name, Load>;
}

/** Calls a second: the median of several rounds, by turns and each time with another one first. */
export async function medians<Name extends string>(
  callers: number,
  ways: Readonly<Record<Name, Call>>,
  { rounds, forMs }: { readonly rounds: number; readonly forMs: number },
): Promise<Readonly<Record<Name, number>>> {
  const rates = new Map<string, number[]>();
  const names = Object.entries<Call>(ways);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, call] of round % 2 === 0 ? names : names.toReversed()) {
      const { perSecond } = await closedLoop(callers, call, forMs);
      rates.set(name, [...(rates.get(name) ?? []), perSecond]);
    }
  }
  const middles = [...rates].map(([name, values]) => [name, percentiles(values).p50] as const);
  return Object.fromEntries(middles) as Record<Name, number>;
}

async function closedLoop(callers: number, call: Call, forMs = FOR_MS): Promise<Load> {
  const from = performance.now() + WARM_UP_MS;
  const to = from + forMs;
  const latencies: number[] = [];
  let calls = 0;
  const caller = async (): Promise<void> => {
    for (let began = performance.now(); began < to;) {
      await call(calls++);
      const ended = performance.now();
      if (ended >= from && ended < to) latencies.push(ended - began);
      began = ended;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { perSecond: (latencies.length / forMs) * 1000, ...percentiles(latencies) };
}

const STEP_MS = 5;

/** Calls at a steady rate, whatever becomes of the ones before. Resolves to their number when all are answered. */
export async function atRate(call: Call, perSecond: number, forMs: number): Promise<number> {
  const called: Promise<unknown>[] = [];
  const began = performance.now();
  while (performance.now() - began < forMs) {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    while (called.length < due) called.push(call(called.length));
    await sleep(STEP_MS);
  }
  await Promise.all(called);
  return called.length;
}

export function percentiles(values: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
