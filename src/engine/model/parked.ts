// The mark of a document that no longer follows its events, because one of them could not be folded into it.
import type { ErrorCode } from './error-codes.ts';
import type { Lane } from './lane.ts';
import type { Position } from './position.ts';

/** A dead letter as it is kept with its document: the last good state stays beside it. */
export interface Parked {
  /** The first event that could not be folded. */
  readonly position: Position;
  readonly eventId: string;
  readonly type: string;
  /** `category/id` */
  readonly stream: string;
  /** ISO 8601 */
  readonly recordedAt: string;
  /** `FOLD_FAILED`, `FOLD_HANGS`, `DOCUMENT_TOO_LARGE`, `UPCAST_FAILED`. */
  readonly code: ErrorCode;
  readonly message: string;
  readonly stack: string;
  /** Fold identity of the code that could not. */
  readonly foldId: string;
  /** Later events that wait behind it. */
  readonly followers: number;
  /** Redrives that came to nothing. */
  readonly tries: number;
}

/** Name of the index of a generation's parked documents, where the store keeps such an index. */
export const PARKED_INDEX = 'parked';

/** What a lane store knows of parked documents. */
export interface ParkedRecords {
  /** Their ids after `after`, in byte order, at most `limit`. */
  parked(lane: Lane, generation: string, after: string, limit: number): Promise<readonly string[]>;
  countParked(lane: Lane, generation: string): Promise<number>;
}
