// One caller who asks for as much as it can, and a neighbour who asks for little meanwhile.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Operation {
  readonly query: string;
  readonly variables?: object;
}

export interface Attack {
  readonly connections: number;
  readonly forMs: number;
  /** The same text each time, which the server may remember. */
  readonly isSame?: boolean;
  /** A pace for each connection; without it, each waits for its answer. */
  readonly everyMs?: number;
  readonly overSockets?: boolean;
  /** Each on a connection of its own, which stays open: what is written on it, and of the answer at most its status is read. */
  readonly left?: { readonly text: string; readonly readsStatus: boolean };
  readonly authorization?: string;
  /** Shown by the neighbour. */
  readonly asNeighbour?: string;
  /** What somebody else asks all the while. */
  readonly neighbour: string;
}

export interface Attacked {
  /** Of the neighbour, in milliseconds. */
  readonly p99: number;
  /** Codes, and `answered`. */
  readonly answers: readonly string[];
  readonly sent: number;
}

/** What a neighbour does not notice, in milliseconds, whatever it waits when nothing else goes on. */
const HARDLY_SEEN_MS = 50;

/** The most that a neighbour's p99 may become by requests that are refused or shared. */
export const bearable = (quietMs: number): number => Math.max(3 * quietMs, HARDLY_SEEN_MS);

const thread = new URL('attack-thread.mjs', import.meta.url);

export async function attackOn(
  server: string,
  operation: Operation,
  { neighbour, asNeighbour, ...attack }: Attack,
): Promise<Attacked> {
  const attacker = new Worker(thread, {
    workerData: { ...operation, ...attack, url: `${server}/graphql` },
    execArgv: [],
  });
  const [p99, [memory]] = await Promise.all([
    neighbourOf(server, neighbour, { forMs: attack.forMs, authorization: asNeighbour }),
    once(attacker, 'message') as Promise<[Omit<Attacked, 'p99'>]>,
  ]);
  return { p99, ...memory };
}

interface Neighbour {
  readonly forMs: number;
  readonly authorization?: string | undefined;
}

/** The 99th of a hundred answers, in milliseconds, to somebody who asks for little now and then for so long. */
export async function neighbourOf(
  server: string,
  query: string,
  { forMs, authorization }: Neighbour,
): Promise<number> {
  const took: number[] = [];
  const headers = {
    ...{ 'content-type': 'application/json', accept: 'application/json' },
    ...(authorization === undefined ? {} : { authorization }),
  };
  const body = JSON.stringify({ query });
  for (const until = performance.now() + forMs; performance.now() < until;) {
    const began = performance.now();
    const response = await fetch(`${server}/graphql`, { method: 'POST', headers, body });
    const answer = (await response.json()) as { readonly data?: unknown };
    if (answer.data === undefined || answer.data === null)
      throw new Error(`The neighbour was not served: ${JSON.stringify(answer)}`);
    took.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  took.sort((a, b) => a - b);
  return Math.round((took[Math.floor(took.length * 0.99)] ?? 0) * 10) / 10;
}
