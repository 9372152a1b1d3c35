// Port of the presence of processes: who is there, as what, which lanes it serves, and who moved each lane last.
import type { ProcessReport } from './operations.ts';

export interface PresentProcess extends ProcessReport {
  /** Names of the lanes that it moves when there is something to do; none of a process without a worker. */
  readonly serves: readonly string[];
  /** How long ago it was heard of, by the clock of Redis. */
  readonly silentMs: number;
}

export interface LaneMove {
  /** `host:pid` */
  readonly by: string;
  /** ISO 8601, by the clock of Redis. */
  readonly at: string;
}

export interface PresenceReport {
  /** Those that were heard of in the last seconds, by their names. */
  readonly processes: readonly PresentProcess[];
  /** By lane name: also of processes that are gone. */
  readonly moves: ReadonlyMap<string, LaneMove>;
}

/** What a process says of itself. */
export interface OwnWord extends Omit<PresentProcess, 'lastSeenAt' | 'silentMs'> {
  /** By lane name: how long ago it moved it, in milliseconds. Of those that it moved since its last word. */
  readonly moved: ReadonlyMap<string, number>;
}

export interface Presence {
  /** To be said again and again: it is believed for `PRESENT_MS`. */
  say(word: OwnWord): Promise<void>;
  /** Takes the word back. */
  leave(): Promise<void>;
  read(): Promise<PresenceReport>;
}

/** How often a process says that it is there, and how long that is believed, in milliseconds. */
export const SAID_EVERY_MS = 2000;
export const PRESENT_MS = 10_000;
/** One that was not heard of for so long has missed two words: it is gone, or it hangs. */
export const SILENT_MS = 5_000;
