// Verdict on a main thread that is silent: suspect, hung, or only late. Silence is counted in the watchdog's own waking
// time: a process that was stopped, or slept with its machine, has not been silent.

export interface SilenceLimits {
  /** After so much silence others had better not fold what is in hand, in milliseconds. */
  readonly suspectMs: number;
  /** After so much the process is ended, in milliseconds. */
  readonly hungMs: number;
}

export interface Observation {
  /** Milliseconds of a clock that never goes back. */
  readonly now: number;
  readonly beats: number;
  /** A debugger may hold the main thread as long as it likes. */
  readonly isDebugged: boolean;
  /** Set once the process has been told to stop: how long that may take. */
  readonly stoppingWithinMs: number | undefined;
}

/** `late`: it was told to stop and has not. */
export type Verdict = 'beating' | 'suspect' | 'hung' | 'late';

/** @param longestStepMs between two observations that is believed; what is longer, the watchdog was not awake. */
export function judgeSilence(
  { suspectMs, hungMs }: SilenceLimits,
  longestStepMs: number,
): (observation: Observation) => Verdict {
  let last: { readonly now: number; readonly beats: number } | undefined;
  let silentFor = 0;
  let stoppingFor = 0;
  return ({ now, beats, isDebugged, stoppingWithinMs }) => {
    const step = last === undefined ? 0 : Math.min(now - last.now, longestStepMs);
    const isSilent = last?.beats === beats && !isDebugged;
    silentFor = isSilent ? silentFor + step : 0;
    last = { now, beats };
    if (stoppingWithinMs !== undefined) {
      stoppingFor += step;
      if (stoppingFor >= stoppingWithinMs) return 'late';
    }
    if (silentFor >= hungMs) return 'hung';
    return silentFor >= suspectMs ? 'suspect' : 'beating';
  };
}
