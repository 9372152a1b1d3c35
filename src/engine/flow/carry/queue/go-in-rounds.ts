// Rounds of the lanes that a worker holds, one for each nudge or for several that come close together: all lanes look at the
// same time, so that what was appended is read once for all of them.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lane } from '../../../model/lane.ts';
import type { Turns } from '../../../model/turns.ts';
import { coalesce, type Coalesced } from '../../../async/coalesce.ts';
import { settledWithin } from '../../../async/settled-within.ts';

/** So long stays a lane behind events of which it folds none: it is moved past all of them by one commit. */
const STAYS_MS = 10;
/** A lane that takes longer is not waited for. */
const PATIENCE_MS = 25;
/** After a round comes a rest as long as the round was, but no longer: where much is appended, each finds more to do. */
const MOST_REST_MS = 8;

/** Each call is a nudge. */
export function goInRounds(turns: Turns, signal: AbortSignal): Coalesced {
  const again = (): void => round();
  const lanes = turns.lanes.map((lane) => goingOn(lane, { turns, signal, again }));
  const round = coalesce(async () => {
    if (signal.aborted) return;
    const began = performance.now();
    await settledWithin(Promise.all(lanes.map(({ look }) => look())), PATIENCE_MS);
    await sleep(Math.min(performance.now() - began, MOST_REST_MS));
  }, 0);
  return Object.assign(() => round(), {
    close: async () => {
      await Promise.all([round, ...lanes].map((part) => part.close()));
    },
  });
}

interface Going {
  readonly turns: Pick<Turns, 'goOn'>;
  readonly signal: AbortSignal;
  /** Asks for another round. */
  readonly again: () => void;
}

function goingOn(lane: Lane, { turns, signal, again }: Going) {
  // What is not smooth is left to the next ring.
  const go = (mayStay: boolean) => turns.goOn(lane, signal, mayStay).catch(() => 'atHead' as const);
  const move = coalesce(async () => {
    await sleep(STAYS_MS);
    if (!signal.aborted) await go(false);
  }, 0);
  let looking: Promise<void> | undefined;
  let isMissed = false;
  const look = async (): Promise<void> => {
    if ((await go(true)) === 'stayed') move();
    looking = undefined;
    if (isMissed) again();
    isMissed = false;
  };
  return {
    look: (): Promise<void> => {
      if (looking) isMissed = true;
      return (looking ??= look());
    },
    close: async () => {
      await looking;
      await move.close();
    },
  };
}
