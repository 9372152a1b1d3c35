// Parking: a document whose fold throws keeps its last good state and a mark, and later events of it wait behind the first
// one that failed. Pure, as folds are: the same events park the same documents, live and in a rebuild.
import type { Projection } from '../definitions/projection.ts';
import type { JsonObject } from '../model/json.ts';
import { SlipstreamError } from '../model/errors.ts';
import type { ErrorCode } from '../model/error-codes.ts';
import type { RecordedEvent } from '../model/events.ts';
import type { Parked } from '../model/parked.ts';
import { streamName } from '../model/stream.ts';
import type { Reference } from '../definitions/reference.ts';
import type { DocumentState } from './document-state.ts';
import { foldDocument, type DocumentStep } from './fold-document.ts';
import { foldReference, poisonOf, poisoned } from './fold-references.ts';

/** What is the fault of an event and the code that folds it; anything else is a bug of the engine or a server's. */
const FAULTS: ReadonlySet<ErrorCode> = new Set([
  'DOCUMENT_TOO_LARGE',
  'FOLD_FAILED',
  'FOLD_HANGS',
  'UPCAST_FAILED',
]);

const STACK_LENGTH = 2000;
const MESSAGE_LENGTH = 1000;

export function isFoldFault(error: unknown): error is SlipstreamError {
  return error instanceof SlipstreamError && FAULTS.has(error.code);
}

/** The mark of an event that could not be folded. */
export function markOf(projection: Projection, event: RecordedEvent, error: SlipstreamError): Parked {
  const { position, id: eventId, type, category, streamId, recordedAt } = event;
  const { cause } = error;
  return {
    ...{ position, eventId, type, stream: streamName(category, streamId), recordedAt },
    code: error.code,
    message: error.message.slice(0, MESSAGE_LENGTH),
    stack: ((cause instanceof Error ? cause.stack : error.stack) ?? '').slice(0, STACK_LENGTH),
    foldId: projection.foldId,
    followers: 0,
    tries: 0,
  };
}

/** The document as it was, parked. */
export function park(id: string, before: DocumentState | null, parked: Parked): DocumentState {
  return { ...(before ?? { id, version: 0, position: '0', own: null, embedded: {} }), parked };
}

interface Parking {
  readonly projection: Projection;
  readonly id: string;
  readonly before: DocumentState | null;
  readonly event: RecordedEvent;
}

/** Tries twice what authors have written, and then parks. Throws what is no fault of theirs. */
export function orPark<State extends DocumentState | null>(
  { projection, id, before, event }: Parking,
  fold: () => State,
): State | DocumentState {
  try {
    return fold();
  } catch {
    try {
      return fold();
    } catch (error) {
      if (!isFoldFault(error)) throw error;
      return park(id, before, poisonOf(error.details) ?? markOf(projection, event, error));
    }
  }
}

/** As `foldDocument`, but parks where that throws FOLD_FAILED. */
export function foldDocumentOrPark(
  projection: Projection,
  id: string,
  step: DocumentStep,
): DocumentState | null {
  const { before, event } = step;
  return orPark({ projection, id, before, event }, () => foldDocument(projection, id, step));
}

/** As `foldReference`, but a value that can't be folded is poisoned: it parks the documents that show it. */
export function foldReferenceOrPoison(
  projection: Projection,
  reference: Reference,
  { before, event }: { readonly before: JsonObject | null; readonly event: RecordedEvent },
): JsonObject | null {
  if (before && poisonOf(before)) return before;
  try {
    return foldReference(reference, before, event);
  } catch {
    try {
      return foldReference(reference, before, event);
    } catch (error) {
      if (!isFoldFault(error)) throw error;
      return poisoned(markOf(projection, event, error));
    }
  }
}
