// The watchdog, as the main thread starts it: it shows that it lives and what it has in hand, and a thread looks at that.
import { extname } from 'node:path';
import type { Logger } from '../../../model/logger.ts';
import type { SilenceLimits } from './judge-silence.ts';
import type { MarkKeys, MarkOptions } from './lane-marks.ts';
import { programThread } from './program-thread.ts';
import { sharedBeat } from './shared-beat.ts';
import { startBeating } from './start-beating.ts';
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

export const WATCH_LIMITS = { suspectMs: 500, hungMs: 15_000, restMs: 20_000 };

/** One for the process, which it ends with HUNG_EXIT_CODE; by SIGKILL where the main thread can't be made to exit. */
export function startWatchdog(options: WatchdogOptions): Watchdog {
  const { logger, name } = options;
  const { restMs, ...limits } = { ...WATCH_LIMITS, ...options.limits };
  const shared = sharedBeat();
  const { redisUrl, owner } = options;
  const marks = { redisUrl, owner, restMs };
  const workerData: ThreadData = { shared, limits, exitCode: HUNG_EXIT_CODE, name, marks };
  const thread = programThread(besideThis('watchdog-thread'), { workerData });
  thread.unref();
  thread.on('error', (error) => {
    logger.error(
      { code: 'WATCHDOG_FAILED', err: error },
      'The watchdog has failed: a hang would not end the process.',
    );
  });
  const beating = startBeating(shared);
  return {
    marksAt: (keys) => thread.postMessage(keys, []),
    stopping: (withinMs) => beating.stopping(withinMs),
    close: async () => {
      beating.close();
      await thread.terminate();
    },
  };
}

/** In the language that this file is in. */
const besideThis = (name: string): URL => new URL(`./${name}${extname(import.meta.url)}`, import.meta.url);
