// The watchdog, as the main thread starts it: it shows that it lives and what it has in hand, and a thread looks at that.
import { url as debuggerUrl } from 'node:inspector';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../../../model/logger.ts';
import { observeWork } from '../../../model/work-in-hand.ts';
import type { SilenceLimits } from './judge-silence.ts';
import type { MarkKeys, MarkOptions } from './lane-marks.ts';
import { sharedBeat, writeBeat } from './shared-beat.ts';
import type { ThreadData } from './watchdog-thread.ts';

/** What a process ends with whose main thread hangs: it is to be started again. */
export const HUNG_EXIT_CODE = 70;

export interface WatchdogOptions {
  /** Of the Redis beside whose lanes it is marked what has hung the process. */
  readonly redisUrl: string;
  /** This process, as in the lanes' health. */
  readonly owner: string;
  readonly logger: Logger;
  /** The process's, in the log line. */
  readonly name?: string | undefined;
  readonly limits?: Partial<SilenceLimits & Pick<MarkOptions, 'restMs'>>;
}

export interface Watchdog {
  /** Where the lanes are, by name, beside which it is marked what hangs the process. */
  marksAt(keys: Readonly<Record<string, MarkKeys>>): void;
  /** The process has been told to stop: after so many milliseconds it is ended, whatever it does. */
  stopping(withinMs: number): void;
  close(): Promise<void>;
}

const LIMITS = { suspectMs: 500, hungMs: 15_000, restMs: 20_000 };
/** An idle process is woken no more often; work in hand beats by itself when it begins. */
const BEAT_MS = 500;

/** One for the process, which it ends with HUNG_EXIT_CODE; by SIGKILL where the main thread can't be made to exit. */
export function startWatchdog(options: WatchdogOptions): Watchdog {
  const { logger, name } = options;
  const { restMs, ...limits } = { ...LIMITS, ...options.limits };
  const shared = sharedBeat();
  const beat = writeBeat(shared);
  const { redisUrl, owner } = options;
  const marks = { redisUrl, owner, restMs };
  const workerData: ThreadData = { shared, limits, exitCode: HUNG_EXIT_CODE, name, marks };
  const thread = startThread(workerData);
  thread.unref();
  thread.on('error', (error) => {
    logger.error(
      { code: 'WATCHDOG_FAILED', err: error },
      'The watchdog has failed: a hang would not end the process.',
    );
  });
  const timer = setInterval(() => beat.beat(debuggerUrl() !== undefined), BEAT_MS);
  timer.unref();
  const endObserving = observeWork({ changed: beat.hold, reached: beat.reached });
  return {
    marksAt: (keys) => thread.postMessage(keys, []),
    stopping: (withinMs) => beat.stopping(withinMs),
    close: async () => {
      endObserving();
      clearInterval(timer);
      await thread.terminate();
    },
  };
}

/** Beside this file, in the language that it is in: where that is TypeScript, a thread of Node 20 has to be told by what it is read. */
function startThread(workerData: ThreadData): Worker {
  const extension = extname(import.meta.url);
  const file = new URL(`./watchdog-thread${extension}`, import.meta.url);
  if (extension !== '.ts') return new Worker(file, { workerData });
  const load = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(file.href)})))`;
  return new Worker(load, { eval: true, workerData });
}
