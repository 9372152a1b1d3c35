// Notices and the port of their source: which version of which document has just become readable. Published by the
// script that wrote the documents.
import type { Lane } from './lane.ts';
import type { Position } from './position.ts';

export interface DocumentNotice {
  readonly id: string;
  readonly version: number;
  readonly position: Position;
  readonly eventTypes: readonly string[];
  /** Of the last event that has changed it, where the worker makes traces. */
  readonly traceparent?: string;
}

/** One message per committed script of a live generation. */
export interface LaneNotice extends Lane {
  readonly incarnation: string;
  readonly checkpoint: Position;
  /** ISO 8601, by the worker's clock. */
  readonly projectedAt: string;
  readonly documents: readonly DocumentNotice[];
  /** True if readers were switched to another generation: compare everything again. */
  readonly switched: boolean;
}

export type Unsubscribe = () => void;

/** One subscriber connection per process, multiplexed. Messages can be lost; `onResync` says when to compare again. */
export interface NoticeSource {
  /** Resolves when notices arrive (SUBSCRIBE is acknowledged); rejects with READ_MODEL_UNAVAILABLE after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  onLane(lane: Lane, listener: (notice: LaneNotice) => void): Unsubscribe;
  onDocument(
    projection: string,
    id: string,
    listener: (notice: DocumentNotice, lane: LaneNotice) => void,
  ): Unsubscribe;
  /** After a reconnect, a switch of generations, and every 10–15 s. */
  onResync(listener: () => void): Unsubscribe;
}
