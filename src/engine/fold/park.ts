// Parking: a document whose fold throws keeps its last good state and a mark, and later events of it wait behind the first
// one that failed. Pure, as folds are: the same events park the same documents, live and in a rebuild.
import type { Projection } from '../definitions/projection.ts';
import type { JsonObject } from '../model/json.ts';
import { SlipstreamError } from '../model/errors.ts';
import type { ErrorCode } from '../model/error-codes.ts';
import type { RecordedEvent } from '../model/events.ts';
import { foldHangs, type HangingFolds } from '../model/lane-health.ts';
import type { Parked } from '../model/parked.ts';
import { streamName } from '../model/stream.ts';
import type { Reference } from '../definitions/reference.ts';
import type { DocumentState } from './document-state.ts';
import {
  documentsTouchedAnyhow,
  documentsTouchedBy,
  foldDocument,
  type DocumentStep,
  type TouchedDocuments,
} from './fold-document.ts';
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
  // What hangs throws nothing: where it hung, the log of the process says.
  const stack =
    error.code === 'FOLD_HANGS' ? '' : ((cause instanceof Error ? cause.stack : error.stack) ?? '');
  return {
    ...{ position, eventId, type, stream: streamName(category, streamId), recordedAt },
    code: error.code,
    message: error.message.slice(0, MESSAGE_LENGTH),
    stack: stack.slice(0, STACK_LENGTH),
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

/** What is not run, as it has ended processes. */
export interface WithoutHanging {
  readonly hanging?: HangingFolds | undefined;
}

/** As `documentsTouchedBy`, without what hangs. */
export function documentsTouchedSafely(
  projection: Projection,
  event: RecordedEvent,
  hanging: HangingFolds | undefined,
): TouchedDocuments {
  const known = hanging?.event(event.position) ? documentsTouchedAnyhow(projection, event) : undefined;
  return known ?? documentsTouchedBy(projection, event);
}

/** As `foldDocument`, but parks where that throws FOLD_FAILED, or would hang. */
export function foldDocumentOrPark(
  projection: Projection,
  id: string,
  step: DocumentStep & WithoutHanging,
): DocumentState | null {
  const { before, event, hanging } = step;
  const isHanging = hanging?.document(event.position, id) === true;
  return orPark({ projection, id, before, event }, () => {
    if (!isHanging) return foldDocument(projection, id, step);
    const touched = documentsTouchedSafely(projection, event, hanging);
    if (!before?.parked && touched.routed.includes(id)) throw foldHangs(event);
    return foldDocument(projection, id, { ...step, touched });
  });
}

interface ReferenceFold extends WithoutHanging {
  readonly before: JsonObject | null;
  readonly event: RecordedEvent;
}

/** As `foldReference`, but a value that can't be folded is poisoned: it parks the documents that show it. */
export function foldReferenceOrPoison(
  projection: Projection,
  reference: Reference,
  { before, event, hanging }: ReferenceFold,
): JsonObject | null {
  if (before && poisonOf(before)) return before;
  if (hanging?.event(event.position)) return poisoned(markOf(projection, event, foldHangs(event)));
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
