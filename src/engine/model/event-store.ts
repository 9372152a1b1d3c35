// Port of the event store. The append is the one place where order is made: positions are dense and rise in commit
// order, streams have versions 1..n, and a command is in the store at most once.
import type { EventMetadata, NewEvent, RecordedEvent } from './events.ts';
import type { Json } from './json.ts';
import type { Lane } from './lane.ts';
import type { Rejection } from './outcome.ts';
import type { KeyedHash, PersonalInput } from './personal.ts';
import type { Position } from './position.ts';
import type { StreamName } from './stream.ts';

/** Where a stream stood when it was read. A version alone would not do: a restored store may count to it with other events. */
export interface StreamGuard {
  readonly stream: StreamName;
  /** 0 for a stream that is not there. */
  readonly version: number;
  /** Id of the event at that version; none at 0. */
  readonly lastEventId?: string;
}

export interface StreamAppend {
  readonly stream: StreamName;
  /** Version the events were decided on; 0 for a stream that is not there. */
  readonly expectedVersion: number;
  /** Id of the event at that version; not checked if omitted. */
  readonly lastEventId?: string;
  readonly events: readonly NewEvent[];
}

/** A document as it is after a command, written with its events. */
export interface InlineDocument {
  readonly lane: Lane;
  /** Of the projection. */
  readonly foldId: string;
  /** Of the document and of its stream, which is among those of the command. */
  readonly id: string;
  readonly stream: StreamName;
  readonly version: number;
  /** '' for one that was removed. */
  readonly json: string;
}

/** One command with what was decided: its events, or its rejection. Written whole or not at all. */
export interface CommandAppend {
  readonly commandId: string;
  readonly type: string;
  readonly principal: string;
  /** Hash of the coerced input: the same id with another hash is another command. */
  readonly inputHash: string;
  readonly payload: Json;
  /** What of the payload is sealed; nothing if omitted. */
  readonly personal?: PersonalInput;
  /** Id of the entity whose stream the command is about. */
  readonly streamId: string;
  /** The command's own stream first; empty for a rejection. */
  readonly streams: readonly StreamAppend[];
  /** What else it was decided on, also if it was refused: a stream that is elsewhere by now is a conflict. */
  readonly guards?: readonly StreamGuard[];
  /** Of inline projections: each at most once. A store without read models has no use for them. */
  readonly documents?: readonly InlineDocument[];
  readonly rejection?: Rejection;
  readonly metadata: EventMetadata;
  /** ISO 8601; the database's clock if omitted. */
  readonly occurredAt?: string;
}

/** What is stored of a command that came before. */
export interface StoredOutcome {
  readonly inputHash: string;
  readonly streamId: string;
  /** Set if it was accepted: version of its own stream and position of its last event. */
  readonly accepted?: { readonly version: number; readonly position: Position };
  readonly rejection?: Rejection;
}

export type AppendOutcome =
  | {
      readonly kind: 'appended';
      readonly version: number;
      readonly position: Position;
      /** As they are read from now on; undefined where anything of them is sealed, or the answer was lost. */
      readonly events?: readonly RecordedEvent[];
    }
  | { readonly kind: 'recorded' }
  | { readonly kind: 'replayed'; readonly stored: StoredOutcome }
  | {
      readonly kind: 'conflict';
      readonly stream: StreamName;
      readonly expectedVersion: number;
      /** The same as expected if another event stands there. */
      readonly actualVersion: number;
    };

export interface StreamTail {
  readonly stream: StreamName;
  /** Version already known; the events after it are returned. */
  readonly after: number;
  /** Id of the event at that version: if another one stands there, the tail begins with that. */
  readonly afterId?: string;
  /** At most so many of them, the oldest first; all if omitted. */
  readonly limit?: number;
}

export interface StreamTails {
  readonly streams: readonly (readonly RecordedEvent[])[];
  readonly head: Position;
  /** ISO 8601 in UTC: the database's clock. */
  readonly now: string;
}

export interface EventReader {
  /** The id that was made with the database; part of every token and checkpoint. */
  incarnation(): Promise<string>;
  /** Position of the last event; '0' in an empty store. */
  head(): Promise<Position>;
  /** Position of the last event that was recorded at least so many milliseconds ago, by the clock of the database. */
  positionBefore(ageMs: number): Promise<Position>;
  /** Events at `position` and after, in order, at most `limit`. Upcast; what can't be read says so as `unreadable`. */
  readFrom(position: Position, limit: number): Promise<readonly RecordedEvent[]>;
  /** The tails of several streams and the head as of one moment, in the order asked for. Throws what can't be read. */
  readStreams(tails: readonly StreamTail[]): Promise<StreamTails>;
  /** Events that were read before, with what operators have discarded since; nothing is discarded from a store without it. */
  marked?(events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]>;
}

/** Reads by what it is given: another connection may not be free while the store is locked. */
export type DecideAlone = (reader: Pick<EventReader, 'readStreams'>) => Promise<readonly CommandAppend[]>;

export interface IncarnationSource
  extends Pick<EventReader, 'incarnation'>, Partial<Pick<EventReader, 'positionBefore'>> {
  /** Called with the new one when it was renewed by a restore, where somebody watches that. */
  onRenewed?(listener: (incarnation: string) => void): void;
}

export interface EventStore extends EventReader {
  /** Appends all commands that can be appended; the outcomes come in the order of the commands. */
  append(commands: readonly CommandAppend[]): Promise<readonly AppendOutcome[]>;
  /**
   * The same with the store to itself: from before `decide` reads until what it returns is appended, nobody else appends.
   * Holds up everybody, so it is for what would otherwise not come to an end.
   */
  appendAlone(decide: DecideAlone): Promise<readonly AppendOutcome[]>;
  /** What is stored of a command, if anything is. */
  outcomeOf(principal: string, commandId: string): Promise<StoredOutcome | undefined>;
  /** With the key of the installation; a store without one makes none. */
  keyedHash?(): Promise<KeyedHash>;
}
