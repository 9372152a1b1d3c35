// wrk, an HTTP client in C: it takes so little of the processors that the server is what is measured.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { percentiles, type Load } from './load.ts';
import { processorMs } from './proc.ts';

const SCRIPT = fileURLToPath(new URL('bodies.lua', import.meta.url));
const ROUNDS = 3;
const WARM_UP_S = 1;
const FOR_S = 3;
/** What a client has left behind without waiting for it is done by then. */
const BETWEEN_MS = 500;
/** Of one processor: a client that needs more may be what is measured. */
const CLIENT_AT_LIMIT = 0.85;

const Said = z.object({
  requests: z.number(),
  seconds: z.number(),
  p50: z.number(),
  p99: z.number(),
  failed: z.number(),
});

export interface Target {
  readonly url: string;
  /** Sent by turns. */
  readonly bodies: readonly string[];
  /** A header; none if omitted. */
  readonly authorization?: string;
}

export interface WrkLoad extends Load {
  /** What the client had of one processor. */
  readonly client: number;
}

/** Medians of rounds in which the targets take turns. Throws where a request fails or the client is at its limit. */
export async function compareByWrk<Name extends string>(
  connections: number,
  targets: Readonly<Record<Name, Target>>,
): Promise<Readonly<Record<Name, WrkLoad>>> {
  if (spawnSync('wrk', ['-v']).error)
    throw new Error('wrk is missing: apt-get install wrk, or brew install wrk.');
  const names = Object.keys(targets) as Name[];
  const files = new Map(names.map((name) => [name, bodiesFile(name, targets[name])]));
  const loads = new Map<Name, WrkLoad[]>(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const ask = async (seconds: number): Promise<WrkLoad> => {
        await sleep(BETWEEN_MS);
        const { url, authorization } = targets[name];
        return runWrk({ url, authorization, file: files.get(name) ?? '', connections, seconds });
      };
      await ask(WARM_UP_S);
      loads.get(name)?.push(await ask(FOR_S));
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianOf(loads.get(name) ?? [])])) as Record<
    Name,
    WrkLoad
  >;
}

function medianOf(loads: readonly WrkLoad[]): WrkLoad {
  const middle = (of: (load: WrkLoad) => number): number => percentiles(loads.map(of)).p50;
  return {
    perSecond: middle(({ perSecond }) => perSecond),
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
    client: Math.max(...loads.map(({ client }) => client)),
  };
}

function bodiesFile(name: string, { bodies }: Target): string {
  const file = join(tmpdir(), `slipstream-bench-${process.pid}-${name}.bodies`);
  writeFileSync(file, `${bodies.join('\n')}\n`);
  return file;
}

interface Run {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly file: string;
  readonly connections: number;
  readonly seconds: number;
}

async function runWrk({ url, authorization, file, connections, seconds }: Run): Promise<WrkLoad> {
  const wrk = spawn(
    'wrk',
    [
      '-t1',
      `-c${connections}`,
      `-d${seconds}s`,
      '--latency',
      '--timeout',
      '20s',
      '-s',
      SCRIPT,
      url,
      '--',
      file,
      ...(authorization === undefined ? [] : ['application/json', authorization]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  wrk.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  let usedMs = 0;
  const watch = setInterval(() => (usedMs = usedBy(wrk.pid) ?? usedMs), 100);
  await once(wrk, 'close').finally(() => clearInterval(watch));
  const line = text.split('\n').find((each) => each.startsWith('{'));
  const said = Said.parse(JSON.parse(line ?? '{}'));
  if (said.failed > 0) throw new Error(`${said.failed} of ${said.requests} requests to ${url} failed.`);
  const client = usedMs / (said.seconds * 1000);
  if (client > CLIENT_AT_LIMIT) throw new Error(`The client of ${url} had ${client} of a processor.`);
  return { perSecond: said.requests / said.seconds, p50: said.p50, p99: said.p99, client };
}

function usedBy(pid: number | undefined): number | undefined {
  try {
    return pid === undefined ? undefined : processorMs(pid);
  } catch {
    return undefined;
  }
}
