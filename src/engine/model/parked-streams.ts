// Port of the streams that a reaction has parked: it could not answer one of their events, and passes over the later ones.
import type { Position } from './position.ts';

export interface ParkedStream {
  /** `category/id` */
  readonly stream: string;
  /** The first event that could not be answered. */
  readonly position: Position;
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  /** ISO 8601 */
  readonly recordedAt: string;
  /** `REACTION_FAILED`, `REACTION_INVALID`, `COMMAND_FAILED`, … */
  readonly code: string;
  readonly message: string;
  readonly stack: string;
  /** Of the reaction that could not. */
  readonly codeHash: string;
  /** Redrives that came to nothing. */
  readonly tries: number;
  /** An operator has asked for another one. */
  readonly isToRedrive: boolean;
}

export interface StreamParkedBy extends ParkedStream {
  readonly reaction: string;
  /** Later events of the stream that wait behind it. */
  readonly followers: number;
}

/** What operators see and say of them. */
export interface ParkedStreams {
  /** Those behind `after` (its reaction and stream), in the order of both, at most `limit`. */
  parked(
    reactions: readonly string[],
    after: readonly [reaction: string, stream: string],
    limit: number,
  ): Promise<readonly StreamParkedBy[]>;
  find(reaction: string, stream: string): Promise<StreamParkedBy | undefined>;
  /** The worker does it. */
  askToRedrive(reaction: string, stream: string): Promise<void>;
  /** Lets code go on that was stopped because it would have parked too many. Whether there was something to resume. */
  resume(reaction: string): Promise<boolean>;
}
