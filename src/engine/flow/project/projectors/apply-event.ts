// One event folded into the working set: all of its changes in this lane, or none if a fold throws.
import type { DocumentState } from '../../../fold/document-state.ts';
import { foldEvent, moveVersion } from '../../../fold/fold-document.ts';
import {
  embedReference,
  fillEmbeds,
  referenceName,
  type ReferenceLookup,
} from '../../../fold/fold-references.ts';
import type { Projection } from '../../../definitions/projection.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { comparePositions } from '../../../model/position.ts';
import { reached } from '../../../model/work-in-hand.ts';
import type { PlannedEvent } from './plan-batch.ts';
import { changeDocument, changeReference, type UnitOfWork } from './unit-of-work.ts';

/** `full`: the event belongs into the next commit; `wide`: it touches more documents than one commit takes. */
export type Fit = 'fits' | 'full' | 'wide';

export function fitOf(unit: UnitOfWork, planned: PlannedEvent): Fit {
  const { context, set } = unit;
  const { routed, moved, references } = planned;
  if (isOfNoInterest(planned)) return 'fits';
  const otherwise = unit.events.length > 0 ? 'full' : 'wide';
  if (references.length === 0) {
    let count = unit.documents.size + unit.references.size;
    for (const id of routed) if (!unit.documents.has(id)) count += 1;
    if (moved !== undefined && !unit.documents.has(moved)) count += 1;
    return count <= context.limits.documentsPerScript ? 'fits' : otherwise;
  }
  const ids = new Set(moved === undefined ? routed : [...routed, moved]);
  for (const { name, isShown } of references) {
    if (!isShown) continue;
    const embedders = set.embedders.get(name);
    if (!embedders) return otherwise;
    for (const id of embedders) ids.add(id);
  }
  let count = unit.documents.size + unit.references.size + references.length;
  for (const id of ids) if (!unit.documents.has(id)) count += 1;
  return count <= context.limits.documentsPerScript ? 'fits' : otherwise;
}

/** Most events are, to most lanes. */
const isOfNoInterest = ({ routed, moved, references }: PlannedEvent): boolean =>
  routed.length === 0 && moved === undefined && references.length === 0;

/** Throws FOLD_FAILED, and then has changed nothing. */
export function applyEvent(unit: UnitOfWork, planned: PlannedEvent): void {
  const { context, set } = unit;
  reached(planned.event.position);
  if (isOfNoInterest(planned)) {
    unit.events.push(planned.event);
    return;
  }
  const changed = changedDocuments(unit, planned);
  for (const change of planned.references) changeReference(unit, change);
  const lookup: ReferenceLookup = (key) => set.references.get(referenceName(key));
  for (const state of changed) {
    changeDocument(unit, fillEmbeds(context.projection, state, lookup), planned.event);
  }
  unit.events.push(planned.event);
}

function changedDocuments(unit: UnitOfWork, planned: PlannedEvent): Iterable<DocumentState> {
  const { set } = unit;
  const { routed, moved, references } = planned;
  const [only, ...others] = routed;
  // So it is with nearly all that are of interest.
  if (only !== undefined && others.length === 0 && moved === undefined && references.length === 0) {
    const after = afterRouted(unit, only, { before: set.documents.get(only) ?? null, event: planned.event });
    return after ? [after] : [];
  }
  return changedByAll(unit, planned);
}

function changedByAll(unit: UnitOfWork, { event, routed, moved, references }: PlannedEvent) {
  const { context, set } = unit;
  const { projection } = context;
  const changed = new Map<string, DocumentState>();
  const stateOf = (id: string): DocumentState | null => changed.get(id) ?? set.documents.get(id) ?? null;
  const keep = (after: DocumentState | null): void => {
    if (after) changed.set(after.id, after);
  };
  for (const { key, name, value, isShown } of references) {
    for (const id of (isShown && set.embedders.get(name)) || []) {
      const before = stateOf(id);
      const after = before && embedReference(projection, before, { key, value, position: event.position });
      if (after !== before) keep(after);
    }
  }
  for (const id of routed) keep(afterRouted(unit, id, { before: stateOf(id), event }));
  if (moved !== undefined) {
    const own = stateOf(moved);
    keep(isWritten(projection, own, event) ? own : moveVersion(own, event));
  }
  return changed.values();
}

/** The document after an event that is routed to it; null if that changes nothing. */
function afterRouted(
  { context: { projection } }: UnitOfWork,
  id: string,
  step: { readonly before: DocumentState | null; readonly event: RecordedEvent },
): DocumentState | null {
  const { before, event } = step;
  if (isWritten(projection, before, event)) return before;
  const after = foldEvent(projection, id, step);
  return after === before ? null : after;
}

/** Whether whoever appended the event has written the document as well. It is told of all the same. */
function isWritten(
  { inline }: Projection,
  document: DocumentState | null,
  event: RecordedEvent,
): document is DocumentState {
  return inline && document !== null && comparePositions(document.position, event.position) >= 0;
}
