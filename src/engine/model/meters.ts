// Port of what is counted as commands and reads go by: it costs next to nothing, and nobody waits for it.
import type { ErrorCode } from './error-codes.ts';

/** What became of a command, and how long that took. */
export interface CommandMeter {
  done(command: string, outcome: 'accepted' | 'refused' | 'failed', ms: number): void;
  /** It was decided anew, or refused, because a stream had moved. */
  conflict(command: string): void;
}

/**
 * What became of a read that asked for a version, a token or an age: `reached`, at once or after a wait; `stale` or
 * `write_model`, as the client chose; else the code of its fault.
 */
export type ReadOutcome = 'reached' | 'stale' | 'write_model' | 'failed' | ErrorCode;

export interface ReadMeter {
  /** In milliseconds. */
  took(readModel: string, ms: number): void;
  versioned(outcome: ReadOutcome): void;
}

export const unmeteredCommands: CommandMeter = { done: () => {}, conflict: () => {} };
