// Cursor of a fan-out, as the checkpoint keeps it: how far an event has come over the documents it touches.
import type { Checkpoint } from '../../../model/documents.ts';
import type { RecordedEvent } from '../../../model/events.ts';

export interface FanOutCursor {
  readonly eventId: string;
  /** Last document that was written, in the order of ids. */
  readonly documentId: string;
}

export function encodeCursor({ eventId, documentId }: FanOutCursor): string {
  return `${eventId}/${documentId}`;
}

/** Nothing if no event is being fanned out. */
export function decodeCursor({ cursor }: Checkpoint): FanOutCursor | undefined {
  if (cursor === '') return undefined;
  const slash = cursor.lastIndexOf('/');
  return { eventId: cursor.slice(0, slash), documentId: cursor.slice(slash + 1) };
}

/** False if the event that was being fanned out is not the one that follows the checkpoint now: it was of another past. */
export function isStillToFanOut(checkpoint: Checkpoint, following: RecordedEvent | undefined): boolean {
  const cursor = decodeCursor(checkpoint);
  return cursor === undefined || cursor.eventId === following?.id;
}
