// A projector that can be slowed down, to see what clients see while read models are behind: in demonstrations and tests.
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Turns } from '../engine/model/turns.ts';

/** Set at any time; what is under way is not interrupted. */
export interface ProjectorDelay {
  /** Milliseconds before each turn of a lane; 0 for none. */
  ms: number;
}

export function slowTurns(turns: Turns, delay: ProjectorDelay): Turns {
  return {
    ...turns,
    turn: async (lane, signal) => {
      if (delay.ms > 0) {
        // All lanes of a worker share its signal.
        setMaxListeners(0, signal);
        await sleep(delay.ms, undefined, { signal }).catch(() => {});
      }
      return turns.turn(lane, signal);
    },
  };
}
