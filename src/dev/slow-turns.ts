// A projector that can be slowed down, to see what clients see while read models are behind: in demonstrations and tests.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Turns } from '../engine/model/turns.ts';

/** Set at any time, also for turns that wait already. */
export interface ProjectorDelay {
  /** Milliseconds before each turn of a lane; 0 for none. */
  ms: number;
}

/** In memory that threads share. @param memory of one that is there already. */
export function sharedDelay(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)): SharedDelay {
  const cell = new Int32Array(memory);
  return {
    memory,
    get ms() {
      return Atomics.load(cell, 0);
    },
    set ms(ms) {
      Atomics.store(cell, 0, ms);
    },
  };
}

export interface SharedDelay extends ProjectorDelay {
  readonly memory: SharedArrayBuffer;
}

export function slowTurns(turns: Turns, delay: ProjectorDelay): Turns {
  return {
    ...turns,
    turn: async (lane, signal) => {
      await slowedBy(delay, signal);
      return turns.turn(lane, signal);
    },
    goOn: async (...going) => (delay.ms === 0 ? turns.goOn(...going) : 'atHead'),
  };
}

const LOOK_MS = 50;

async function slowedBy(delay: ProjectorDelay, signal: AbortSignal): Promise<void> {
  const begun = performance.now();
  const left = (): number => (signal.aborted ? 0 : begun + delay.ms - performance.now());
  while (left() > 0) await sleep(Math.min(left(), LOOK_MS));
}
