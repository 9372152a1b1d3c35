// One run of a worker thread: its program started, watched, told to stop; ended where it hangs or takes too much memory.
import { resolve as resolvePath } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { programThread } from '../../flow/carry/watchdog/program-thread.ts';
import { sharedBeat } from '../../flow/carry/watchdog/shared-beat.ts';
import type { LogFields, Logger } from '../../model/logger.ts';
import type { Run, RunEnd } from '../processes/keep-running.ts';
import { FromProcess } from '../processes/messages.ts';
import type { ThreadProgram } from '../roles.ts';
import { pausedStack } from './paused-stack.ts';
import { ThreadLanes, type StopThread, type ThreadData } from './thread-messages.ts';
import { watchThread, type ThreadWatch, type WatchOptions } from './watch-thread.ts';

export interface RunOptions extends Pick<WatchOptions, 'limits' | 'redisUrl'> {
  readonly program: ThreadProgram;
  /** The most of its heap, in megabytes; as Node decides if undefined. */
  readonly heapMb: number | undefined;
  readonly logger: Logger;
  /** Told of all that the thread says. */
  readonly hear: (message: unknown) => void;
}

export interface ThreadRun extends Run {
  send(message: object): void;
}

/** What is allowed beyond the time that the thread is given to stop, in milliseconds. */
const GRACE_MS = 3000;
/** Of a semi-space of 64 MB: Node counts three of them. */
const YOUNG_MB = 192;

export function runThread(options: RunOptions, onReady: (url: string | undefined) => void): ThreadRun {
  const { hear } = options;
  const beat = sharedBeat();
  const worker = startProgram(options, { slipstream: 'worker', beat, data: options.program.data });
  const watch = watchThread({ ...options, beat, onHung: () => void endHung(worker, watch, options) });
  let readyAt: number | undefined;
  let reason: string | undefined;
  worker.on('message', (message: unknown) => {
    hear(message);
    const lanes = ThreadLanes.safeParse(message).data;
    if (lanes) watch.lanes(lanes);
    const said = FromProcess.safeParse(message).data;
    if (said?.kind === 'failed') reason = said.reason;
    if (said?.kind !== 'ready') return;
    readyAt = performance.now();
    onReady(said.url);
  });
  const ended = endOf(worker).then(async ({ code, failure }): Promise<RunEnd> => {
    if (isOutOfMemory(failure)) await afterMemory(watch, options);
    watch.close();
    const readyForMs = readyAt === undefined ? undefined : performance.now() - readyAt;
    return { code, signal: undefined, readyForMs, reason: reason ?? failure?.message };
  });
  const kill = (): void => void worker.terminate();
  return {
    facts: { thread: worker.threadId },
    ended,
    send: (message) => worker.postMessage(message, []),
    stop: (deadlineMs) => {
      const stop: StopThread = { kind: 'stopThread', deadlineMs };
      if (readyAt === undefined) return kill();
      worker.postMessage(stop, []);
      setTimeout(kill, deadlineMs + GRACE_MS).unref();
    },
    kill,
  };
}

function startProgram({ program, heapMb }: RunOptions, workerData: ThreadData): Worker {
  return programThread(urlOf(program.file), {
    workerData,
    argv: [...(program.arguments ?? [])],
    resourceLimits: {
      maxYoungGenerationSizeMb: YOUNG_MB,
      ...(heapMb === undefined ? {} : { maxOldGenerationSizeMb: heapMb }),
    },
  });
}

const urlOf = (file: string | URL): URL => (file instanceof URL ? file : pathToFileURL(resolvePath(file)));

interface HowItEnded {
  readonly code: number;
  /** What nobody has caught. */
  readonly failure: Error | undefined;
}

function endOf(worker: Worker): Promise<HowItEnded> {
  let failure: Error | undefined;
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  return new Promise((resolve) => {
    worker.once('exit', (code) => resolve({ code, failure }));
  });
}

const isOutOfMemory = (failure: Error | undefined): boolean =>
  failure !== undefined && Reflect.get(failure, 'code') === 'ERR_WORKER_OUT_OF_MEMORY';

async function afterMemory(watch: ThreadWatch, { logger, heapMb }: RunOptions): Promise<void> {
  const facts: LogFields = { code: 'THREAD_OUT_OF_MEMORY', ...watch.held(), heapMb };
  logger.error(facts, 'The worker thread has taken all the memory that it may have: it is ended.');
  await watch.strike();
}

async function endHung(worker: Worker, watch: ThreadWatch, { logger }: RunOptions): Promise<void> {
  // Read before the thread is paused: that runs on what it is in the middle of.
  const held = watch.held();
  const stack = await pausedStack(worker.threadId);
  logger.error({ code: 'THREAD_HUNG', ...held, stack }, 'The worker thread does not answer: it is ended.');
  await watch.strike();
  await worker.terminate();
}
