// Events that operators have discarded from documents: every fold passes over them there.
import type { RecordedEvent } from './events.ts';

/** In place of a document's id: the event is discarded from all documents of the projection, and from what these show of it. */
export const EVERYWHERE = '';

/** One word of what `RecordedEvent.discarded` lists. */
export const discardedFrom = (projection: string, documentId: string): string =>
  `${projection}/${documentId}`;

export function isDiscarded(event: RecordedEvent, projection: string, documentId: string): boolean {
  const { discarded } = event;
  if (discarded === undefined) return false;
  return (
    discarded.includes(discardedFrom(projection, documentId)) ||
    discarded.includes(discardedFrom(projection, EVERYWHERE))
  );
}
