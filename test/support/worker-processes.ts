// Worker processes of tests: started, paused, killed, and none left behind, not after a test, and not when the run of
// the tests is killed itself.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { compiled } from './compiled.ts';
import type { ShopServers } from './shop.ts';
import { ownFolder } from './servers.ts';

export interface WorkerProcess {
  readonly pid: number;
  /** Resolves when it works; rejects if it ends before, with the end of its log. */
  readonly ready: Promise<void>;
  isReady(): boolean;
  /** SIGSTOP: it does nothing any more and does not notice. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** SIGTERM. */
  terminate(): void;
  /** What it ended with: its exit code, or the name of the signal. */
  readonly ended: Promise<number | string>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  log(): string;
}

export type StartWorkerProcess = (servers: ShopServers) => WorkerProcess;

const DIES_WITH_US = ['setpriv', '--pdeathsig', 'KILL'] as const;
const canDieWithUs =
  process.platform === 'linux' &&
  spawnSync(DIES_WITH_US[0], [...DIES_WITH_US.slice(1), 'true'], { stdio: 'ignore' }).status === 0;

const compiledEntries = new Map<string, string>();

/**
 * To be called at the top of a file or `describe`: those left after a test are killed; if it failed, they say why.
 * @param program what they run; a worker of the shop if omitted.
 * @param env of theirs, beside what they are told of the servers.
 */
export function withWorkerProcesses(
  program = 'test/support/worker-process.ts',
  env: Readonly<Record<string, string>> = {},
): StartWorkerProcess {
  const started = new Set<WorkerProcess>();
  const killAll = (): Promise<unknown> => Promise.all([...started].map((worker) => worker.kill()));
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      for (const { log, pid } of started) console.info(`Worker ${pid}: ${log()}`);
    await killAll();
    started.clear();
  });
  process.on('exit', () => void killAll());
  return (servers) => {
    const worker = startWorkerProcess(program, servers, env);
    started.add(worker);
    return worker;
  };
}

function startWorkerProcess(
  file: string,
  { databaseUrl, redisUrl, readModelRedisUrl }: ShopServers,
  env: Readonly<Record<string, string>>,
): WorkerProcess {
  const folder = ownFolder('worker');
  mkdirSync(folder, { recursive: true });
  const logFile = join(folder, 'log');
  const log = openSync(logFile, 'w');
  const entry = compiledEntries.get(file) ?? compiled(file);
  compiledEntries.set(file, entry);
  const [program = '', ...args] = [...(canDieWithUs ? DIES_WITH_US : []), process.execPath, entry];
  const child = spawn(program, args, {
    stdio: ['ignore', log, log, 'ipc'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      READ_MODEL_REDIS_URL: readModelRedisUrl ?? redisUrl,
      ...env,
    },
  });
  closeSync(log);
  return handleOf(child, () => readFileSync(logFile, 'utf8'));
}

function handleOf(child: ChildProcess, log: () => string): WorkerProcess {
  let state: 'starting' | 'ready' | 'gone' = 'starting';
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => {
      state = 'gone';
      resolve(code ?? signal ?? '');
    });
  });
  const gone = ended.then(() => {});
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => {
      state = 'ready';
      resolve();
    });
    child.once('error', reject);
    void gone.then(() => reject(new Error(`The worker ended: ${log().slice(-2000)}`)));
  });
  // Whoever kills it before it is ready does not wait for it any more.
  ready.catch(() => {});
  return {
    pid: child.pid ?? -1,
    ready,
    isReady: () => state === 'ready',
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    terminate: () => void child.kill('SIGTERM'),
    ended,
    kill: async () => {
      if (state === 'gone') return;
      child.kill('SIGKILL');
      await gone;
    },
    log,
  };
}
