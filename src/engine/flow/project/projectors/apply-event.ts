// One event folded into the working set: all of its changes in this lane, or none if a fold throws.
import type { DocumentState } from '../../../fold/document-state.ts';
import { foldEvent, moveVersion } from '../../../fold/fold-document.ts';
import { embedReference, fillEmbeds, referenceName } from '../../../fold/fold-references.ts';
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
  for (const state of changed.values()) {
    const after = fillEmbeds(context.projection, state, (key) => set.references.get(referenceName(key)));
    changeDocument(unit, after, planned.event);
  }
  unit.events.push(planned.event);
}

function changedDocuments(
  { context: { projection }, set }: UnitOfWork,
  { event, routed, moved, references }: PlannedEvent,
): ReadonlyMap<string, DocumentState> {
  const changed = new Map<string, DocumentState>();
  const stateOf = (id: string): DocumentState | null => changed.get(id) ?? set.documents.get(id) ?? null;
  const keep = (before: DocumentState | null, after: DocumentState | null): void => {
    if (after && after !== before) changed.set(after.id, after);
  };
  for (const { key, name, value, isShown } of references) {
    for (const id of (isShown && set.embedders.get(name)) || []) {
      const before = stateOf(id);
      keep(before, before && embedReference(projection, before, { key, value, position: event.position }));
    }
  }
  for (const id of routed) {
    const before = stateOf(id);
    if (isWritten(projection, before, event)) changed.set(id, before);
    else keep(before, foldEvent(projection, id, { before, event }));
  }
  const own = moved === undefined ? null : stateOf(moved);
  if (isWritten(projection, own, event)) changed.set(own.id, own);
  else if (moved !== undefined) keep(own, moveVersion(own, event));
  return changed;
}

/** Whether whoever appended the event has written the document as well. It is told of all the same. */
function isWritten(
  { inline }: Projection,
  document: DocumentState | null,
  event: RecordedEvent,
): document is DocumentState {
  return inline && document !== null && comparePositions(document.position, event.position) >= 0;
}
