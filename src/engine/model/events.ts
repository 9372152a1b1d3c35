// Events before and after they are stored.
import type { SlipstreamError } from './errors.ts';
import type { Position } from './position.ts';

/** An event as a decider returns it. `streamId` is set only for another stream than the command's own (see `toStream`). */
export interface NewEvent<Type extends string = string, Data = unknown> {
  readonly category: string;
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Data;
  readonly streamId?: string;
}

export interface EventMetadata {
  /** The command that caused it. */
  readonly causationId: string;
  readonly correlationId: string;
  readonly principal: string;
  readonly traceparent?: string;
  /** Id of the event that a reaction answered with the command. */
  readonly causedBy?: string;
}

/** An event as the store returns it, upcast to its newest schema version. */
export interface RecordedEvent<Type extends string = string, Data = unknown> {
  readonly id: string;
  readonly position: Position;
  readonly category: string;
  /** Id of the entity whose stream it is, without the category. */
  readonly streamId: string;
  /** Place in the stream, from 1 without holes. */
  readonly version: number;
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Data;
  /** The event as it reads once whom it is about is erased; undefined where there is nothing personal in it. */
  readonly withoutPersonal?: RecordedEvent<Type, Data>;
  /**
   * Why this code can't read its data, which then throws the same: UNKNOWN_EVENT_TYPE, for a type or schema version that it
   * does not know, or UPCAST_FAILED.
   */
  readonly unreadable?: SlipstreamError | undefined;
  /** Where an operator has discarded it: see `discardedFrom`; nothing for nearly all. */
  readonly discarded?: readonly string[];
  readonly metadata: EventMetadata;
  /** ISO 8601 in UTC, by the database's clock. */
  readonly recordedAt: string;
  /** ISO 8601 in UTC: when it happened for the domain; the same as `recordedAt` unless the command said otherwise. */
  readonly occurredAt: string;
}
