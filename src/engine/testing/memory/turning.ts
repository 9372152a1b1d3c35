// The workers of a runtime in memory: every ring of the doorbell brings all lanes to the head, one after the other.
import type { Doorbell } from '../../model/doorbell.ts';
import type { Turns } from '../../model/turns.ts';

export interface Turning extends Doorbell {
  /** What is appended from now on is not folded. */
  pause(): void;
  /** Folds again. */
  resume(): void;
  /** Resolves when everything is folded, at once while it is held back. Rejects with what stopped a lane. */
  settle(): Promise<void>;
}

const never = new AbortController().signal;

/** @param reasonOf why a lane stopped, as it was reported. */
export function turning({ lanes, turn }: Turns, reasonOf: () => unknown): Turning {
  let paused = false;
  let rings = 0;
  let heard = 0;
  let failed: { readonly cause: unknown } | undefined;
  let running: Promise<void> | undefined;

  async function turnAll(): Promise<void> {
    failed = undefined;
    do {
      heard = rings;
      for (const lane of lanes) {
        const outcome = await turn(lane, never);
        if (outcome !== 'atHead') failed ??= { cause: reasonOf() };
      }
    } while (heard !== rings && !paused);
  }
  const start = (): void => {
    if (paused || running) return;
    running = turnAll()
      .catch((cause: unknown) => {
        failed = { cause };
      })
      .finally(() => {
        running = undefined;
        if (heard !== rings) start();
      });
  };
  return {
    ring: () => {
      rings += 1;
      start();
    },
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
      start();
    },
    settle: async () => {
      while (running) await running;
      if (failed) throw failed.cause;
    },
  };
}
