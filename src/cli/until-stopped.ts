// The life of a long-running command: started, and stopped in order by Ctrl-C and SIGTERM.
import closeWithGrace from 'close-with-grace';
import { settledWithin } from '../engine/async/settled-within.ts';
import { explain } from './explain.ts';
import type { Running } from '../engine/host/running.ts';

const DEADLINE_MS = 10_000;
const GIVEN_UP_AFTER_MS = DEADLINE_MS + 5000;
/** Where servers are started with it, which would be left behind, on a machine that is busy. */
const MOST_OF_START_MS = 60_000;
/** A terminal and the programs between it and us may each pass on the same Ctrl-C. */
const ONE_CTRL_C_MS = 1000;
const STOPPING: ('SIGINT' | 'SIGTERM')[] = ['SIGINT', 'SIGTERM'];

interface Life {
  readonly start: () => Promise<Running>;
  /** Told when it begins to stop. */
  readonly stopping?: () => void;
  /** A second signal: to end at once, with whatever is left. */
  readonly giveUp: () => void;
  /** Calls back when it is to stop for another reason than a signal. */
  readonly stopsWhen?: (stop: () => void) => void;
  /**
   * How long a start that is under way when it is to stop may go on, in milliseconds; then the process ends in the middle of it.
   * For what leaves nothing behind. A minute if omitted.
   */
  readonly mostOfStartMs?: number;
  /** Told why it could not start; what it does not take (false) is written to standard error. */
  readonly failed?: (text: string) => boolean;
}

/** Starts, and stops when signalled, also while it is still starting. The exit code is 1 if anything went wrong. */
export function untilStopped({
  start,
  stopping,
  giveUp,
  stopsWhen,
  mostOfStartMs = MOST_OF_START_MS,
  failed = () => false,
}: Life): void {
  const running = start();
  let started: Running | undefined;
  let failure: unknown;
  let stoppingSince = 0;
  running.then(
    (role) => (started = role),
    (error: unknown) => {
      failure = error;
      const text = explain(error);
      if (!failed(text)) process.stderr.write(`\n${text}\n`);
      stop();
    },
  );
  // It would exit at any second signal, so those are heard below.
  const options = { delay: mostOfStartMs + GIVEN_UP_AFTER_MS, logger: false, skip: STOPPING } as const;
  const grace = closeWithGrace(options, async ({ err }) => {
    stoppingSince = Date.now();
    if (err) process.stderr.write(`\n${explain(err)}\n`);
    if (failure === undefined) stopping?.();
    await settledWithin(running, mostOfStartMs);
    await started?.close(DEADLINE_MS);
    // What is thrown here becomes the exit code.
    if (failure !== undefined) throw new Error('It could not start.', { cause: failure });
  });
  const stop = (): void => {
    if (stoppingSince === 0) grace.close();
  };
  stopsWhen?.(stop);
  const onSignal = (): void => {
    if (stoppingSince === 0) stop();
    else if (Date.now() - stoppingSince > ONE_CTRL_C_MS) giveUp();
  };
  for (const signal of STOPPING) process.on(signal, onSignal);
}
