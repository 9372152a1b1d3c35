// A signal that says when somebody wants this process to stop: Ctrl-C, SIGTERM, or whoever started it has gone.
import { whenOrphaned } from '../../cli/when-orphaned.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** A terminal and the programs between it and us may each pass on the same Ctrl-C. */
const ONE_CTRL_C_MS = 1000;

/** The first time asks; a second Ctrl-C, later, ends the process at once. */
export function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) return;
    controller.abort();
    setTimeout(() => {
      for (const name of SIGNALS) process.off(name, stop);
    }, ONE_CTRL_C_MS).unref();
  };
  for (const name of SIGNALS) process.on(name, stop);
  whenOrphaned(stop);
  return controller.signal;
}
