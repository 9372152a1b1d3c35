// The requirement of a read: version and position of its read model, and whether a state of it is enough.
import type { DocumentRead, StoredDocument } from '../../../model/documents.ts';
import { LIMITS } from '../../../model/limits.ts';
import { comparePositions, distance, highestPosition, type Position } from '../../../model/position.ts';
import type { ReadRequest } from '../../../model/services.ts';
import { positionOfToken } from './check-token.ts';
import { invalidRead } from './read-faults.ts';
import type { StoreIdentity } from './store-identity.ts';

/** What is read of a lane: one document, or a page of a list. */
export type LaneRead = Omit<DocumentRead, 'document' | 'isUnproven' | 'isKeptBack'> & {
  readonly document?: StoredDocument | null;
};

export interface Requirement {
  /** The document must have this version or a later one, 0 if any will do. */
  readonly version: number;
  /** The read model must have seen everything up to this position, '0' if any will do. */
  readonly position: Position;
}

/** How far a document, and the read model or the store it was made of, have come. */
export interface Progress {
  readonly version: number;
  readonly position: Position;
}

/** Versions are shown as GraphQL's Int. */
const HIGHEST_VERSION = 2 ** 31 - 1;

/** Throws INVALID_READ, INVALID_TOKEN or TOKEN_OF_ANOTHER_STORE. */
export async function requirementOf(
  request: Pick<ReadRequest, 'minVersion' | 'maxWaitMs' | 'maxStaleMs' | 'after'>,
  store: StoreIdentity,
): Promise<Requirement> {
  const { minVersion = 0, maxWaitMs, maxStaleMs, after } = request;
  if (!isWithin(minVersion, HIGHEST_VERSION)) {
    throw invalidRead(`minVersion must be a whole number from 0 to ${HIGHEST_VERSION}.`);
  }
  if (!isWithin(maxWaitMs, LIMITS.maxWaitMs)) {
    throw invalidRead(`maxWaitMs must be a whole number from 0 to ${LIMITS.maxWaitMs}.`);
  }
  const position = after === undefined ? '0' : await positionOfToken(after, store);
  if (maxStaleMs === undefined) return { version: minVersion, position };
  if (!isWithin(maxStaleMs, LIMITS.maxStaleMs)) {
    throw invalidRead(`maxStaleMs must be a whole number from 0 to ${LIMITS.maxStaleMs}.`);
  }
  return { version: minVersion, position: highestPosition(position, await store.positionBefore(maxStaleMs)) };
}

export const isWithin = (value: number, highest: number) =>
  Number.isInteger(value) && value >= 0 && value <= highest;

export const asksNothing = ({ version, position }: Requirement) => version === 0 && position === '0';

export function isReached(required: Requirement, { version, position }: Progress): boolean {
  return version >= required.version && comparePositions(position, required.position) >= 0;
}

/** A document that was removed has a version too: that it is gone is what can be read at that version. */
export const progressOf = ({ document, checkpoint }: LaneRead): Progress => ({
  version: document?.version ?? 0,
  position: checkpoint,
});

/** A hint, in milliseconds: a read model that is many events behind needs longer. */
export function retryAfterMs(required: Requirement, { position }: Progress): number {
  return Math.min(100 + Math.ceil(distance(position, required.position) / 20), LIMITS.maxWaitMs);
}
