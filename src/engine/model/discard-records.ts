// Port of the record of events that operators have discarded.

export interface Discard {
  readonly eventId: string;
  readonly projection: string;
  /** Or EVERYWHERE. */
  readonly documentId: string;
  readonly reason: string;
  readonly principal: string;
}

export interface DiscardRecords {
  /** Discarding again changes nothing. Throws STORE_UNAVAILABLE. */
  discard(discard: Discard): Promise<void>;
}

/** Within this time after it was stored every fold of every process passes over the event, in milliseconds. */
export const DISCARDS_KNOWN_WITHIN_MS = 1000;
