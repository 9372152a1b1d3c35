// All documents of a projection, folded in memory from recorded events, one event after the other.
import { closeDocument, type DocumentState } from '../fold/document-state.ts';
import { documentsTouchedBy, foldDocument } from '../fold/fold-document.ts';
import { foldReference, referenceName, referencesTouchedBy } from '../fold/fold-references.ts';
import type { Projection } from '../definitions/projection.ts';
import type { ReferenceKey, StoredDocument } from '../model/documents.ts';
import type { RecordedEvent } from '../model/events.ts';
import type { JsonObject } from '../model/json.ts';
import { comparePositions, type Position } from '../model/position.ts';
import { frozen } from './record.ts';

interface Referenced {
  readonly position: Position;
  readonly value: JsonObject | null;
}

/** @returns the documents by id; an event that comes again changes nothing. */
export function foldAll(
  projection: Projection,
  events: readonly RecordedEvent[],
): ReadonlyMap<string, StoredDocument> {
  const documents = new Map<string, DocumentState>();
  const references = new Map<string, Referenced>();
  const lookup = (key: ReferenceKey) => references.get(referenceName(key))?.value ?? null;
  for (const event of events) {
    for (const reference of referencesTouchedBy(projection, event)) {
      const name = referenceName({ name: reference.name, id: event.streamId });
      const before = references.get(name);
      if (!isNew(event, before)) continue;
      const value = frozen(foldReference(reference, before?.value ?? null, event));
      references.set(name, { position: event.position, value });
    }
    for (const id of documentsConcerned(projection, documents, event)) {
      const before = documents.get(id);
      if (!isNew(event, before)) continue;
      const after = foldDocument(projection, id, { before: before ?? null, event, lookup });
      if (after) documents.set(id, frozen(after));
    }
  }
  return new Map([...documents].map(([id, state]) => [id, closeDocument(projection, state)]));
}

/** Every document there is may show the stream of the event. */
function documentsConcerned(
  projection: Projection,
  documents: ReadonlyMap<string, DocumentState>,
  event: RecordedEvent,
): ReadonlySet<string> {
  const { routed, moved } = documentsTouchedBy(projection, event);
  return new Set([...documents.keys(), ...routed, ...(moved === undefined ? [] : [moved])]);
}

function isNew(event: RecordedEvent, known: { readonly position: Position } | undefined): boolean {
  return !known || comparePositions(event.position, known.position) > 0;
}
