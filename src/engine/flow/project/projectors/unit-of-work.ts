// The part of a batch that goes into one commit: which documents and references it changes, and how it can be undone.
import type { ReferenceKey } from '../../../model/documents.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { DocumentState } from '../../../fold/document-state.ts';
import { embeddedBy, referenceName } from '../../../fold/fold-references.ts';
import type { LaneContext } from './lane-context.ts';
import type { WorkingSet } from './working-set.ts';

export interface DocumentChange {
  /** As it is stored. */
  readonly before: DocumentState | null;
  /** Of the events that have changed it, each once. */
  readonly eventTypes: string[];
  /** The last event that has changed it; undefined where it was folded anew as a whole. */
  lastEvent: RecordedEvent | undefined;
}

export interface UnitOfWork {
  readonly context: LaneContext;
  readonly set: WorkingSet;
  readonly events: RecordedEvent[];
  /** Those of them that are of interest to the lane. */
  readonly folded: RecordedEvent[];
  /** Changed documents by id. */
  readonly documents: Map<string, DocumentChange>;
  /** Changed references as they are stored. */
  readonly references: Map<string, { readonly key: ReferenceKey; readonly before: JsonObject | null }>;
  readonly undo: (() => void)[];
}

export function emptyUnit(context: LaneContext, set: WorkingSet): UnitOfWork {
  return { context, set, events: [], folded: [], documents: new Map(), references: new Map(), undo: [] };
}

/** Puts the working set back to what is stored. */
export function undoUnit({ set, documents, references, undo }: UnitOfWork): void {
  for (const [id, { before }] of documents) set.documents.set(id, before);
  for (const [name, { before }] of references) set.references.set(name, before);
  for (const each of undo.toReversed()) each();
}

interface ChangedReference {
  readonly name: string;
  readonly key: ReferenceKey;
  readonly value: JsonObject | null;
}

export function changeReference(
  { set, references }: UnitOfWork,
  { name, key, value }: ChangedReference,
): void {
  if (!references.has(name)) references.set(name, { key, before: set.references.get(name) ?? null });
  set.references.set(name, value);
}

export function changeDocument(unit: UnitOfWork, after: DocumentState, event: RecordedEvent): void {
  const { set, documents, context } = unit;
  const before = set.documents.get(after.id) ?? null;
  const change = documents.get(after.id);
  if (change) {
    if (!change.eventTypes.includes(event.type)) change.eventTypes.push(event.type);
    change.lastEvent = event;
  } else documents.set(after.id, { before, eventTypes: [event.type], lastEvent: event });
  set.documents.set(after.id, after);
  if (set.embedders.size === 0) return;
  const old = new Set(embeddedBy(context.projection, before).map(referenceName));
  const now = new Set(embeddedBy(context.projection, after).map(referenceName));
  for (const name of old) if (!now.has(name)) moveEmbedder(unit, name, { id: after.id, embeds: false });
  for (const name of now) if (!old.has(name)) moveEmbedder(unit, name, { id: after.id, embeds: true });
}

function moveEmbedder(
  { set, undo }: UnitOfWork,
  name: string,
  { id, embeds }: { readonly id: string; readonly embeds: boolean },
): void {
  const ids = set.embedders.get(name);
  if (!ids || ids.has(id) === embeds) return;
  const put = (there: boolean): unknown => (there ? ids.add(id) : ids.delete(id));
  put(embeds);
  undo.push(() => put(!embeds));
}
