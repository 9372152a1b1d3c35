// Process or thread kept running: one that has ended is started anew, later and later if it ends soon again.
import { setTimeout as sleep } from 'node:timers/promises';
import { backOff } from '../../async/back-off.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';

/** What runs once. */
export interface Run {
  /** In log lines. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Resolves when it is gone and all that it has said is heard. */
  readonly ended: Promise<RunEnd>;
  /** Lets it end in order by the deadline (in milliseconds); one that still starts is ended at once. */
  stop(deadlineMs: number): void;
  /** At once. */
  kill(): void;
}

export interface RunEnd {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** For how long it has worked, in milliseconds; undefined if it never did. */
  readonly readyForMs: number | undefined;
  /** Why it could not start, if it has said so. */
  readonly reason: string | undefined;
}

export interface KeepOptions<Started extends Run> {
  /** In sentences: `Process 1`. */
  readonly name: string;
  readonly code: 'PROCESS_ENDED' | 'THREAD_ENDED';
  /** @param onReady told where its API listens, if it has one. */
  readonly run: (onReady: (url: string | undefined) => void) => Started;
  readonly logger: Logger;
  /** Aborted when it is to end: then it is not started any more. */
  readonly signal: AbortSignal;
  readonly onReady: (url: string | undefined) => void;
}

export interface Kept<Started extends Run> {
  /**
   * Whether it ended in order; after the signal only. Rejects with PROCESS_NEVER_READY if it has ended again and again before
   * it ever worked.
   */
  readonly ended: Promise<boolean>;
  /** What runs now, if anything does. */
  current(): Started | undefined;
  /** After the signal. */
  stop(deadlineMs: number): void;
  kill(): void;
}

const PAUSES = { firstMs: 500, mostMs: 30_000 };
/** One that has worked for so long begins again with the first pause, in milliseconds. */
const STEADY_MS = 60_000;
/** How often one is started that has never worked. */
const MOST_IN_VAIN = 3;

export function keepRunning<Started extends Run>(options: KeepOptions<Started>): Kept<Started> {
  const { name, code, logger, signal } = options;
  const pause = backOff(PAUSES);
  let current: Started | undefined;
  let hasBeenReady = false;

  async function run(): Promise<boolean> {
    for (let starts = 1; !signal.aborted; starts += 1) {
      const begun = options.run((url) => {
        if (starts > 1) logger.info(begun.facts, `${name} is ready again.`);
        hasBeenReady = true;
        options.onReady(url);
      });
      current = begun;
      const end = await begun.ended;
      current = undefined;
      const facts = { code, ...begun.facts, ...factsOf(end) };
      if (signal.aborted) {
        const inOrder = end.code === 0 || end.readyForMs === undefined;
        if (!inOrder) logger.error(facts, `${name} ${howOf(end)} while it stopped.`);
        return inOrder;
      }
      if (!hasBeenReady && starts === MOST_IN_VAIN) throw neverReady(name, end);
      if ((end.readyForMs ?? 0) >= STEADY_MS) pause.succeeded();
      const startsInMs = Math.round(pause.failed());
      const when = `it is started anew in ${(startsInMs / 1000).toFixed(1)} s`;
      // Why one can't start is said once, at the end of all.
      const reason = hasBeenReady && end.reason !== undefined ? { reason: end.reason } : {};
      logger.error({ ...facts, startsInMs, ...reason }, `${name} ${howOf(end)}: ${when}.`);
      await sleep(startsInMs, undefined, { signal }).catch(() => {});
    }
    return true;
  }

  return {
    ended: run(),
    current: () => current,
    stop: (deadlineMs) => current?.stop(deadlineMs),
    kill: () => current?.kill(),
  };
}

const factsOf = ({ code, signal }: RunEnd): object => (code === undefined ? { signal } : { exitCode: code });

const howOf = ({ code, signal }: RunEnd): string =>
  code === undefined ? `was ended by ${signal ?? 'the system'}` : `has ended with exit code ${code}`;

function neverReady(name: string, end: RunEnd): SlipstreamError {
  const why = end.reason ?? `The last time it ${howOf(end)}.`;
  return new SlipstreamError(
    'PROCESS_NEVER_READY',
    `${name} has ended ${MOST_IN_VAIN} times before it was ready. ${why}`,
  );
}
