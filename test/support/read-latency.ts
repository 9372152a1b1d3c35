// Latency of reads by clients of an API, one after the other, and how much memory a process has taken at most.
import { readFileSync } from 'node:fs';
import type { Random } from './random.ts';
import type { Client } from './shop.ts';

export interface Latency {
  readonly reads: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers that are no order. */
  readonly wrong: number;
}

interface Reading {
  readonly client: Client;
  readonly ids: readonly string[];
  readonly random: Random;
}

/** Reads orders by some of these ids until it is over, in milliseconds. */
export async function latencyUntil(
  { client, ids, random }: Reading,
  over: Promise<unknown>,
): Promise<Latency> {
  const durations: number[] = [];
  let isOver = false;
  let wrong = 0;
  const ended = over.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const id = random.pick(ids);
    const begun = performance.now();
    const { data } = await client.ask(`{ order(id: "${id}") { id version status } }`);
    durations.push(performance.now() - begun);
    if (data?.['order'] === null || data?.['order'] === undefined) wrong += 1;
  }
  await ended;
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10;
  return { reads: sorted.length, p50: at(0.5), p99: at(0.99), wrong };
}

/** In MB; what a system without /proc does not tell is 0. */
export function mostMemory(pid: number): number {
  try {
    const [, kilobytes = '0'] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(kilobytes) / 1024);
  } catch {
    return 0;
  }
}
