// Memory that the main thread and its watchdog share: a count of heartbeats, and what is in hand. The main thread writes, also
// for every event it folds; the watchdog reads, and what is in hand only when nothing is written any more.
import type { Position } from '../../../model/position.ts';
import type { Work } from '../../../model/work-in-hand.ts';

const TEXT_BYTES = 2048;
const POSITION = 0;
const FIRST_NUMBER = 8;
const NUMBERS = 4;
const FIRST_BYTE = FIRST_NUMBER + NUMBERS * 4;

const BEATS = 0;
const DEBUGGED = 1;
const STOPPING = 2;
const LENGTH = 3;

export interface WrittenBeat {
  beat(isDebugged: boolean): void;
  /** The process has been told to stop, and must be gone after so many milliseconds. */
  stopping(withinMs: number): void;
  /** What is in hand; nothing if nothing is. It is a sign of life as well. */
  hold(work: Work | undefined): void;
  reached(position: Position): void;
}

export interface ReadBeat {
  beats(): number;
  isDebugged(): boolean;
  stoppingWithinMs(): number | undefined;
  held(): (Work & { readonly position?: Position }) | undefined;
}

export const sharedBeat = (): SharedArrayBuffer => new SharedArrayBuffer(FIRST_BYTE + TEXT_BYTES);

export function writeBeat(shared: SharedArrayBuffer): WrittenBeat {
  const { positions, numbers, bytes } = viewsOf(shared);
  const encoder = new TextEncoder();
  return {
    beat: (isDebugged) => {
      Atomics.store(numbers, DEBUGGED, isDebugged ? 1 : 0);
      Atomics.add(numbers, BEATS, 1);
    },
    stopping: (withinMs) => void Atomics.store(numbers, STOPPING, withinMs),
    hold: (work) => {
      Atomics.add(numbers, BEATS, 1);
      positions[POSITION] = 0;
      const text = work === undefined ? '' : JSON.stringify(work);
      // What does not fit is told without its names.
      const { read, written } = encoder.encodeInto(text, bytes);
      numbers[LENGTH] = read === text.length ? written : 0;
    },
    reached: (position) => {
      positions[POSITION] = Number(position);
    },
  };
}

export function readBeat(shared: SharedArrayBuffer): ReadBeat {
  const { positions, numbers, bytes } = viewsOf(shared);
  return {
    beats: () => Atomics.load(numbers, BEATS),
    isDebugged: () => Atomics.load(numbers, DEBUGGED) === 1,
    stoppingWithinMs: () => Atomics.load(numbers, STOPPING) || undefined,
    held: () => {
      const length = numbers[LENGTH] ?? 0;
      if (length === 0) return undefined;
      // A decoder takes no shared memory.
      const work: Work = JSON.parse(new TextDecoder().decode(bytes.slice(0, length)));
      const position = positions[POSITION] ?? 0;
      return position === 0 ? work : { ...work, position: String(position) };
    },
  };
}

function viewsOf(shared: SharedArrayBuffer) {
  return {
    positions: new Float64Array(shared, 0, 1),
    numbers: new Int32Array(shared, FIRST_NUMBER, NUMBERS),
    bytes: new Uint8Array(shared, FIRST_BYTE, TEXT_BYTES),
  };
}
