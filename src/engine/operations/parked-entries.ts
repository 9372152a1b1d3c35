// Parked documents and streams of reactions under one interface: what is known of each, and what can be done about it.
import type { Discard } from '../model/discard-records.ts';
import type { JsonObject } from '../model/json.ts';
import type { TriedDeadLetter } from '../model/operations.ts';
import type { Position } from '../model/position.ts';

/** The event that has parked it, and why. */
export interface ParkedBy {
  readonly position: Position;
  readonly eventId: string;
  readonly type: string;
  readonly stream: string;
  readonly recordedAt: string;
  readonly code: string;
  readonly message: string;
  readonly stack: string;
  readonly followers: number;
  /** Redrives that came to nothing. */
  readonly tries: number;
}

export interface ParkedEntry {
  /** `order/order-1`, `reaction:award/order/order-1` */
  readonly id: string;
  readonly projection: string;
  readonly documentId: string;
  readonly by: ParkedBy;
  readonly codeVersion: number;
  readonly version: number;
  readonly document: JsonObject | null;
  /** Where its event is discarded from. */
  readonly discardedFrom: Pick<Discard, 'projection' | 'documentId'>;
  /** What a redrive by the code of this process would give; nothing is stored. */
  tried(): Promise<Omit<TriedDeadLetter, 'deadLetter'>>;
  /** The worker does it. */
  askToMend(): Promise<void>;
}

export interface ParkedEntries {
  /** Behind one of them, in an order of their own; at most so many. */
  after(id: string | undefined, most: number): Promise<readonly ParkedEntry[]>;
  /** Undefined if there is no such thing, or if it is not parked. */
  find(id: string): Promise<ParkedEntry | undefined>;
}

/** Streams after documents. @param isStream whether an id is of one. */
export function joinParked(
  documents: ParkedEntries,
  streams: ParkedEntries,
  isStream: (id: string) => boolean,
): ParkedEntries {
  return {
    after: async (id, most) => {
      if (id !== undefined && isStream(id)) return streams.after(id, most);
      const found = await documents.after(id, most);
      const left = most - found.length;
      return left > 0 ? [...found, ...(await streams.after(undefined, left))] : found;
    },
    find: async (id) => (isStream(id) ? streams : documents).find(id),
  };
}

export const inVain = (
  version: number,
  { code, message }: { readonly code: string; readonly message: string },
): Omit<TriedDeadLetter, 'deadLetter'> => ({ document: undefined, version, error: { code, message } });
