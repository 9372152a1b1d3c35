// One event folded into the working set: all of its changes in this lane, or none if a fold throws.
import { withFollower, type DocumentState } from '../../../fold/document-state.ts';
import { foldEvent, moveVersion } from '../../../fold/fold-document.ts';
import {
  embedReference,
  fillEmbeds,
  referenceName,
  type ReferenceLookup,
} from '../../../fold/fold-references.ts';
import { markOf, orPark, park } from '../../../fold/park.ts';
import type { Projection } from '../../../definitions/projection.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { comparePositions } from '../../../model/position.ts';
import { foldHangs } from '../../../model/lane-health.ts';
import { inHandAt, reached } from '../../../model/work-in-hand.ts';
import { folding } from './lane-context.ts';
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

/** Parks documents that the event can't be folded into. */
export function applyEvent(unit: UnitOfWork, planned: PlannedEvent): void {
  const { set } = unit;
  reached(planned.event.position);
  if (isOfNoInterest(planned)) {
    unit.events.push(planned.event);
    return;
  }
  const changed = changedDocuments(unit, planned);
  for (const change of planned.references) changeReference(unit, change);
  const lookup: ReferenceLookup = (key) => set.references.get(referenceName(key));
  for (const state of changed) {
    changeDocument(unit, filled(unit, { state, planned, lookup }), planned.event);
  }
  unit.events.push(planned.event);
  unit.folded.push(planned.event);
}

interface Filling {
  readonly state: DocumentState;
  readonly planned: PlannedEvent;
  readonly lookup: ReferenceLookup;
}

function filled(unit: UnitOfWork, { state, planned: { event }, lookup }: Filling): DocumentState {
  const { projection } = unit.context;
  if (state.parked || projection.embeds.length === 0) return state;
  const { id } = state;
  const parking = { projection, id, before: unit.set.documents.get(id) ?? null, event };
  return orPark(parking, () => fillEmbeds(projection, state, lookup));
}

function changedDocuments(unit: UnitOfWork, planned: PlannedEvent): Iterable<DocumentState> {
  const { set } = unit;
  const { routed, moved, references } = planned;
  const [only, ...others] = routed;
  // So it is with nearly all that are of interest.
  if (only !== undefined && others.length === 0 && moved === undefined && references.length === 0) {
    const after = afterRouted(unit, only, { before: set.documents.get(only) ?? null, planned });
    return after ? [after] : [];
  }
  return changedByAll(unit, planned);
}

function changedByAll(unit: UnitOfWork, planned: PlannedEvent) {
  const { context, set } = unit;
  const { projection } = context;
  const { event, routed, moved, references } = planned;
  const changed = new Map<string, DocumentState>();
  const stateOf = (id: string): DocumentState | null => changed.get(id) ?? set.documents.get(id) ?? null;
  const keep = (after: DocumentState | null): void => {
    if (after) changed.set(after.id, after);
  };
  for (const { key, name, value, isShown } of references) {
    for (const id of (isShown && set.embedders.get(name)) || []) {
      const before = stateOf(id);
      if (!before || before.parked) continue;
      const embed = () => embedReference(projection, before, { key, value, event });
      const after = changedBy(unit, { id, before, planned }, embed);
      if (after !== before) keep(after);
    }
  }
  for (const id of routed) keep(afterRouted(unit, id, { before: stateOf(id), planned }));
  if (moved !== undefined) keep(afterMoved(projection, stateOf(moved), planned));
  return changed.values();
}

interface Step {
  readonly before: DocumentState | null;
  readonly planned: PlannedEvent;
}

function afterMoved(
  projection: Projection,
  own: DocumentState | null,
  { event, anew }: PlannedEvent,
): DocumentState {
  if (own && isWritten(projection, own, event)) return own;
  if (anew?.document) return anew.document;
  return own?.parked ? withFollower(own, own.parked) : moveVersion(own, event);
}

/** The document after an event that is routed to it; null if that changes nothing. */
function afterRouted(unit: UnitOfWork, id: string, { before, planned }: Step): DocumentState | null {
  const { projection } = unit.context;
  const { event } = planned;
  if (isWritten(projection, before, event)) return before;
  if (before?.parked) return withFollower(before, before.parked);
  return changedBy(unit, { id, before, planned }, () => foldEvent(projection, id, { before, event }));
}

/** What the fold makes of the document, or the document parked. */
function changedBy(
  { context, set }: UnitOfWork,
  { id, before, planned: { event, fault } }: Step & { readonly id: string },
  fold: () => DocumentState | null,
): DocumentState | null {
  const { projection, except } = context;
  const known = fault ?? set.refused.get(id) ?? (except?.has(id) ? foldHangs(event) : undefined);
  if (known) return park(id, before, markOf(projection, event, known));
  const folded = () => orPark({ projection, id, before, event }, fold);
  // An event of its own stream is that document's in any case.
  if (!except || event.category === projection.owner) return folded();
  return inHandAt({ ...folding(context), document: id }, event.position, folded);
}

/** Whether whoever appended the event has written the document as well. It is told of all the same. */
function isWritten({ inline }: Projection, document: DocumentState | null, event: RecordedEvent): boolean {
  return inline && document !== null && comparePositions(document.position, event.position) >= 0;
}
