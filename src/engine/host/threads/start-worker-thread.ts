// The role `worker` in a thread of its own, kept running by the main thread: no reader beside it waits for a fold, and a
// fold that hangs or takes too much memory costs the thread, not the process.
import type { SilenceLimits } from '../../flow/carry/watchdog/judge-silence.ts';
import type { MarkOptions } from '../../flow/carry/watchdog/lane-marks.ts';
import { WATCH_LIMITS } from '../../flow/carry/watchdog/start-watchdog.ts';
import type { Logger } from '../../model/logger.ts';
import { keepRunning } from '../processes/keep-running.ts';
import type { RunningWorker, ThreadProgram } from '../roles.ts';
import type { ServedSettings } from '../settings.ts';
import type { ThreadGathering } from './gather-with-thread.ts';
import { passConnections } from './pass-connections.ts';
import { runThread } from './run-thread.ts';

export interface ThreadOptions {
  readonly program: ThreadProgram;
  readonly settings: ServedSettings;
  readonly logger: Logger;
  readonly gathering: ThreadGathering;
  /** Of its silence; Slipstream's own where undefined. */
  readonly limits: Partial<SilenceLimits & Pick<MarkOptions, 'restMs'>> | undefined;
}

const AFTER_FAILURE_MS = 5000;

/** Resolves when the thread works. Throws PROCESS_NEVER_READY, PORT_IN_USE and LISTEN_FAILED; then nothing of it is left. */
export async function startWorkerThread(options: ThreadOptions): Promise<RunningWorker> {
  const { program, settings, logger, gathering } = options;
  const stop = new AbortController();
  let behind: string | undefined;
  const port =
    settings.workerPort === undefined
      ? undefined
      : await passConnections({ host: settings.host, port: settings.workerPort, behind: () => behind });
  let ready = (): void => {};
  const hasBegun = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const kept = keepRunning({
    ...{ name: 'The worker thread', code: 'THREAD_ENDED', logger, signal: stop.signal },
    run: (onReady) => {
      const run = runThread(
        {
          ...{ program, logger, heapMb: settings.workerHeapMb, redisUrl: settings.readModelRedisUrl },
          limits: { ...WATCH_LIMITS, ...options.limits },
          hear: (message) => gathering.hear(message, run.send),
        },
        (url) => {
          behind = url;
          gathering.asks(run.send);
          onReady(url);
        },
      );
      void run.ended.then(() => {
        behind = undefined;
        gathering.asks(undefined);
      });
      return run;
    },
    onReady: () => ready(),
  });
  const close = async (deadlineMs: number): Promise<void> => {
    stop.abort();
    kept.stop(deadlineMs);
    const inOrder = await kept.ended;
    await port?.close(0);
    if (!inOrder) throw new Error('The worker thread did not stop in order.');
  };
  try {
    await Promise.race([hasBegun, kept.ended]);
  } catch (error) {
    await port?.close(AFTER_FAILURE_MS);
    throw error;
  }
  return { url: port?.url, close };
}
