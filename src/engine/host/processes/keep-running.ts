// One of several processes, kept running: when it has ended it is started anew, later and later if it ends soon again.
import { setTimeout as sleep } from 'node:timers/promises';
import { backOff } from '../../async/back-off.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import { forkProcess, type ForkedProcess, type ProcessEnd } from './fork-process.ts';

export interface KeepOptions {
  /** 1 for the first. */
  readonly number: number;
  readonly args: readonly string[];
  readonly logger: Logger;
  /** Aborted when it is to end: then it is not started any more. */
  readonly signal: AbortSignal;
  readonly onReady: (url: string | undefined) => void;
}

export interface KeptProcess {
  /**
   * Whether it ended in order; after the signal only. Rejects with PROCESS_NEVER_READY if it has ended again and again before
   * it ever worked.
   */
  readonly ended: Promise<boolean>;
  /** Of the last start. */
  pid(): number | undefined;
  /** After the signal. */
  stop(): void;
  kill(): void;
}

const PAUSES = { firstMs: 500, mostMs: 30_000 };
/** A process that has worked for so long begins again with the first pause, in milliseconds. */
const STEADY_MS = 60_000;
/** How often one is started that has never worked. */
const MOST_IN_VAIN = 3;

export function keepRunning({ number, args, logger, signal, onReady }: KeepOptions): KeptProcess {
  const pause = backOff(PAUSES);
  let current: ForkedProcess | undefined;
  let hasBeenReady = false;

  async function run(): Promise<boolean> {
    for (let starts = 1; !signal.aborted; starts += 1) {
      const forked = forkProcess(args, (url) => {
        if (starts > 1)
          logger.info({ process: number, pid: forked.pid }, `Process ${number} is ready again.`);
        hasBeenReady = true;
        onReady(url);
      });
      current = forked;
      const end = await forked.ended;
      current = undefined;
      const facts = { code: 'PROCESS_ENDED', process: number, pid: forked.pid, ...factsOf(end) } as const;
      if (signal.aborted) {
        const inOrder = end.code === 0 || end.readyForMs === undefined;
        if (!inOrder) logger.error(facts, `Process ${number} ${howOf(end)} while it stopped.`);
        return inOrder;
      }
      if (!hasBeenReady && starts === MOST_IN_VAIN) throw neverReady(number, end);
      if ((end.readyForMs ?? 0) >= STEADY_MS) pause.succeeded();
      const startsInMs = Math.round(pause.failed());
      const when = `it is started anew in ${(startsInMs / 1000).toFixed(1)} s`;
      // Why one can't start is said once, at the end of all.
      const reason = hasBeenReady && end.reason !== undefined ? { reason: end.reason } : {};
      logger.error({ ...facts, startsInMs, ...reason }, `Process ${number} ${howOf(end)}: ${when}.`);
      await sleep(startsInMs, undefined, { signal }).catch(() => {});
    }
    return true;
  }

  return {
    ended: run(),
    pid: () => current?.pid,
    stop: () => current?.stop(),
    kill: () => current?.kill(),
  };
}

const factsOf = ({ code, signal }: ProcessEnd): object =>
  code === undefined ? { signal } : { exitCode: code };

const howOf = ({ code, signal }: ProcessEnd): string =>
  code === undefined ? `was ended by ${signal ?? 'the system'}` : `has ended with exit code ${code}`;

function neverReady(number: number, end: ProcessEnd): SlipstreamError {
  const why = end.reason ?? `The last time it ${howOf(end)}.`;
  return new SlipstreamError(
    'PROCESS_NEVER_READY',
    `Process ${number} has ended ${MOST_IN_VAIN} times before it was ready. ${why}`,
  );
}
