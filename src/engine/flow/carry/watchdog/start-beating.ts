// Signs of life of this thread, in memory that it shares with its watch: a heartbeat, and what it has in hand.
import { url as debuggerUrl } from 'node:inspector';
import { observeWork } from '../../../model/work-in-hand.ts';
import { writeBeat } from './shared-beat.ts';

export interface Beating {
  /** The thread has been told to stop, and must have by so many milliseconds. */
  stopping(withinMs: number): void;
  close(): void;
}

/** An idle thread is woken no more often; work in hand beats by itself when it begins. */
const BEAT_MS = 500;

export function startBeating(shared: SharedArrayBuffer): Beating {
  const beat = writeBeat(shared);
  const say = (): void => beat.beat(debuggerUrl() !== undefined);
  const timer = setInterval(say, BEAT_MS);
  timer.unref();
  const endObserving = observeWork({ changed: beat.hold, reached: beat.reached });
  say();
  return {
    stopping: (withinMs) => beat.stopping(withinMs),
    close: () => {
      endObserving();
      clearInterval(timer);
    },
  };
}
