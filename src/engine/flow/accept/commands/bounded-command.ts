// A time limit for a whole command: its load, its wait for others, its append and all that is tried again. A caller is
// told what is known when the time is up: that nothing was done, or that it may have been.
import { SlipstreamError } from '../../../model/errors.ts';

export interface Attempt {
  /** To be called before anything is sent that may be stored; throws STORE_UNAVAILABLE if the time is up. */
  begin(): void;
  /** What was sent is known not to be stored. */
  undone(): void;
}

interface Bound {
  readonly ms: number;
  readonly commandId: string;
}

/** Rejects after `ms` with STORE_UNAVAILABLE, and then nothing is ever stored, or with COMMAND_OUTCOME_UNKNOWN. */
export function boundedCommand<Outcome>(
  run: (attempt: Attempt) => Promise<Outcome>,
  { ms, commandId }: Bound,
): Promise<Outcome> {
  let isOver = false;
  let mayBeStored = false;
  return new Promise<Outcome>((resolve, reject) => {
    const timer = setTimeout(() => {
      isOver = true;
      reject(mayBeStored ? unknown(commandId, ms) : notDone(ms));
    }, ms);
    const attempt: Attempt = {
      begin: () => {
        if (isOver) throw notDone(ms);
        mayBeStored = true;
      },
      undone: () => {
        mayBeStored = false;
      },
    };
    run(attempt)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

const notDone = (ms: number): SlipstreamError =>
  new SlipstreamError('STORE_UNAVAILABLE', `The event store did not answer within ${ms} ms.`, {
    details: { applied: false },
  });

const unknown = (commandId: string, ms: number): SlipstreamError =>
  new SlipstreamError(
    'COMMAND_OUTCOME_UNKNOWN',
    `The outcome was not known after ${ms} ms. Ask again with the same commandId.`,
    { details: { commandId } },
  );
