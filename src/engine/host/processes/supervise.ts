// Several processes of one role: started together, each kept running, stopped together. Nothing of the system runs in the
// process that supervises them.
import cluster from 'node:cluster';
import { settledWithin } from '../../async/settled-within.ts';
import type { Logger } from '../../model/logger.ts';
import type { Running } from '../running.ts';
import { gatherReports } from './gather-reports.ts';
import { forkProcess, type ForkedProcess } from './fork-process.ts';
import { keepRunning, type Kept } from './keep-running.ts';

export interface SuperviseOptions {
  readonly count: number;
  /** The arguments that a process is started with; the first has number 1. */
  readonly argumentsOf: (number: number) => readonly string[];
  readonly logger: Logger;
  /** Aborted when all are to stop, also while they start. */
  readonly signal: AbortSignal;
}

export interface RunningProcesses extends Running {
  /** Where their API listens. */
  readonly url: string | undefined;
  /** In the order of their numbers. */
  readonly pids: readonly (number | undefined)[];
}

/** What is allowed beyond the time that processes are given to stop, in milliseconds. */
const GRACE_MS = 3000;
const AFTER_FAILURE_MS = 5000;

/**
 * Resolves when all work, or the signal has come. Throws PROCESS_NEVER_READY if one has ended again and again before it ever
 * worked; then none is left.
 */
export async function supervise({
  count,
  argumentsOf,
  logger,
  signal,
}: SuperviseOptions): Promise<RunningProcesses> {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  gatherReports();
  const stop = new AbortController();
  const ready = new Set<number>();
  let url: string | undefined;
  let kept: readonly Kept<ForkedProcess>[] = [];
  const close = (deadlineMs: number): Promise<void> => {
    stop.abort();
    return stopAll(kept, deadlineMs);
  };
  const allReady = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      stop.abort();
      resolve();
    });
    kept = Array.from({ length: count }, (_, index) => index + 1).map((number) =>
      keepRunning({
        ...{ name: `Process ${number}`, code: 'PROCESS_ENDED', logger, signal: stop.signal },
        run: (onReady) => forkProcess({ number, args: argumentsOf(number) }, onReady),
        onReady: (listensAt) => {
          url = listensAt ?? url;
          if (ready.add(number).size === count) resolve();
        },
      }),
    );
  });
  try {
    await Promise.race([allReady, ...kept.map(({ ended }) => ended)]);
  } catch (error) {
    await close(AFTER_FAILURE_MS).catch(() => {});
    throw error;
  }
  return { url, pids: kept.map(({ current }) => current()?.pid), close };
}

async function stopAll(kept: readonly Kept<ForkedProcess>[], deadlineMs: number): Promise<void> {
  kept.forEach((process) => process.stop(deadlineMs));
  const ended = Promise.allSettled(kept.map((process) => process.ended));
  await settledWithin(ended, deadlineMs + GRACE_MS);
  kept.forEach((process) => process.kill());
  const outcomes = await ended;
  if (!outcomes.every((outcome) => outcome.status === 'fulfilled' && outcome.value))
    throw new Error('Not every process stopped in order.');
}
