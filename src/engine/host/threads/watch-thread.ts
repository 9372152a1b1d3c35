// The watch over a worker thread, kept by the thread beside it: what it has in hand when it is silent is marked beside its lane.
import { judgeSilence, type SilenceLimits } from '../../flow/carry/watchdog/judge-silence.ts';
import { laneMarks, type LaneMarks, type MarkOptions } from '../../flow/carry/watchdog/lane-marks.ts';
import { readBeat, type ReadBeat } from '../../flow/carry/watchdog/shared-beat.ts';
import type { ThreadLanes } from './thread-messages.ts';

export interface WatchOptions {
  readonly beat: SharedArrayBuffer;
  readonly limits: SilenceLimits & Pick<MarkOptions, 'restMs'>;
  readonly redisUrl: string;
  /** Told once. */
  readonly onHung: () => void;
}

export interface ThreadWatch {
  /** The thread has said how it is named and where its lanes are. */
  lanes(said: ThreadLanes): void;
  /** What it has in hand, or had last. */
  held: ReadBeat['held'];
  /** Writes down that what it has in hand has ended it; soon in any case. */
  strike(): Promise<void>;
  close(): void;
}

const TICK_MS = 500;

export function watchThread({ beat, limits, redisUrl, onHung }: WatchOptions): ThreadWatch {
  const read = readBeat(beat);
  const judge = judgeSilence(limits, TICK_MS * 2);
  let marks: LaneMarks | undefined;
  const look = (): void => {
    const beats = read.beats();
    // It is loaded first.
    if (beats === 0) return;
    const now = performance.now();
    const verdict = judge({ now, beats, isDebugged: read.isDebugged(), stoppingWithinMs: undefined });
    const held = read.held();
    if (verdict === 'suspect' && held) marks?.suspect(held);
    if (verdict !== 'hung') return;
    clearInterval(timer);
    onHung();
  };
  const timer = setInterval(look, TICK_MS);
  return {
    lanes: ({ owner, keys }) => {
      marks ??= laneMarks({ redisUrl, owner, restMs: limits.restMs });
      marks.at(keys);
    },
    held: () => read.held(),
    strike: async () => {
      const held = read.held();
      if (held) await marks?.strike(held);
    },
    close: () => {
      clearInterval(timer);
      marks?.close();
    },
  };
}
