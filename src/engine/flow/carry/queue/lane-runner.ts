// Runner of one lane's turns in this process: one at a time, again if asked for meanwhile, later if one has failed.
import { laneName, type Lane } from '../../../model/lane.ts';
import type { Logger } from '../../../model/logger.ts';
import type { Turn, TurnOutcome } from '../../../model/turns.ts';
import { backOff } from '../../../async/back-off.ts';

/** `later`: it failed a moment ago and is tried again by itself. */
export type RunOutcome = TurnOutcome | 'later';

export interface LaneRunner {
  /** Resolves when a turn that began after the call has ended. Never rejects. */
  run(): Promise<RunOutcome>;
  /** Whether a turn is under way. */
  isRunning(): boolean;
  isBackingOff(): boolean;
  /** Cancels what is planned; what is under way ends by the signal. */
  close(): Promise<void>;
}

interface RunnerOptions {
  readonly lane: Lane;
  readonly turn: Turn;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

const TRIED_AGAIN = 'A turn could not be finished; it is tried again.';

export function createLaneRunner({ lane, turn, signal, logger }: RunnerOptions): LaneRunner {
  const pause = backOff({ firstMs: 100, mostMs: 30_000 });
  let running: Promise<RunOutcome> | undefined;
  let next: Promise<RunOutcome> | undefined;
  let retry: NodeJS.Timeout | undefined;

  async function once(): Promise<RunOutcome> {
    try {
      const outcome = await turn(lane, signal);
      if (outcome === 'stopped') retryAfter(pause.failed());
      else pause.succeeded();
      return outcome;
    } catch (error) {
      const delay = pause.failed();
      retryAfter(delay);
      const met = { lane: laneName(lane), retryInMs: Math.round(delay), err: error };
      if (!signal.aborted) logger.warn({ code: 'TURN_FAILED', ...met }, TRIED_AGAIN);
      return 'later';
    } finally {
      running = undefined;
    }
  }

  function retryAfter(ms: number): void {
    clearTimeout(retry);
    // A timer counts whole milliseconds and may come almost two too early: then nothing would be due yet.
    if (!signal.aborted) retry = setTimeout(() => void run(), Math.ceil(ms) + 1);
  }

  function run(): Promise<RunOutcome> {
    if (signal.aborted) return Promise.resolve('interrupted');
    if (running) {
      next ??= running.then(() => {
        next = undefined;
        return run();
      });
      return next;
    }
    if (pause.remaining() > 1) return Promise.resolve('later');
    running = once();
    return running;
  }

  return {
    run,
    isRunning: () => running !== undefined,
    isBackingOff: () => pause.remaining() > 0,
    close: async () => {
      clearTimeout(retry);
      await running;
    },
  };
}
