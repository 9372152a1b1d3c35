// One document made of events, without a lane: the values of the streams it references are folded along.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { concerns } from '../definitions/concerns.ts';
import type { DocumentState } from './document-state.ts';
import { foldDocument } from './fold-document.ts';
import { foldDocumentOrPark, foldReferenceOrPoison, type WithoutHanging } from './park.ts';
import { EVERYWHERE, isDiscarded } from '../model/discarded-events.ts';
import { foldReference, referenceName, referencesTouchedBy } from './fold-references.ts';
import type { Projection } from '../definitions/projection.ts';
import type { ReferenceKey } from '../model/documents.ts';
import type { RecordedEvent } from '../model/events.ts';
import type { JsonObject } from '../model/json.ts';
import { comparePositions, type Position } from '../model/position.ts';
import { inHand, inHandAt, reached, type Work } from '../model/work-in-hand.ts';

export interface Folding extends WithoutHanging {
  /** The document after everything up to `from`. */
  readonly base: DocumentState | null;
  readonly from: Position;
  /** In the order of their positions. Those up to `from` count for references only. */
  readonly events: readonly RecordedEvent[];
  /** The references whose streams are in `events` from their beginning on. */
  readonly references: readonly ReferenceKey[];
  /** Parks what can't be folded, instead of throwing FOLD_FAILED. */
  readonly parks?: boolean;
  /** The lane that can't go on without it; a read if omitted. */
  readonly work?: Work | undefined;
}

/** Throws FOLD_FAILED, UNKNOWN_EVENT_TYPE and UPCAST_FAILED. A field that embeds a reference that is not among `references` is not to be relied on. */
export function foldEvents(projection: Projection, id: string, folding: Folding): DocumentState | null {
  const fold = beginFold(projection, id, folding);
  for (const event of folding.events) fold.take(event);
  return fold.state();
}

/** The same, so that others get their turn while many are folded. */
export async function foldInTurns(
  projection: Projection,
  id: string,
  folding: Folding,
): Promise<DocumentState | null> {
  const fold = beginFold(projection, id, folding);
  for (const [index, event] of folding.events.entries()) {
    if (index % EVENTS_PER_TURN === EVENTS_PER_TURN - 1) await nextTurn();
    fold.take(event);
  }
  return fold.state();
}

const EVENTS_PER_TURN = 250;

function beginFold(projection: Projection, id: string, folding: Folding) {
  const { base, from, references, parks = false, hanging } = folding;
  const foldNext = parks ? foldDocumentOrPark : foldDocument;
  const values = new Map<string, JsonObject | null>(references.map((key) => [referenceName(key), null]));
  const lookup = (key: ReferenceKey) => values.get(referenceName(key));
  const { work = { activity: `fold ${projection.name} ${id} for a read` } } = folding;
  const ofDocument = folding.work && { ...folding.work, document: id };
  let state = base;
  const take = (event: RecordedEvent): void => {
    reached(event.position);
    if (!isDiscarded(event, projection.name, EVERYWHERE) && !concerns(projection.categories, event)) return;
    for (const reference of referencesTouchedBy(projection, event)) {
      const name = referenceName({ name: reference.name, id: event.streamId });
      const before = values.get(name);
      if (before === undefined) continue;
      const after = parks
        ? foldReferenceOrPoison(projection, reference, { before, event, hanging })
        : foldReference(reference, before, event);
      values.set(name, after);
    }
    if (comparePositions(event.position, from) <= 0) return;
    const step = { before: state, event, lookup, hanging };
    const next = () => foldNext(projection, id, step);
    state = ofDocument ? inHandAt(ofDocument, event.position, next) : next();
  };
  return {
    state: () => state,
    take: (event: RecordedEvent): void => inHand(work, () => take(event)),
  };
}

/** Events of several streams as one row, each once. */
export function inOrder(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const byPosition = new Map(events.map((event) => [event.position, event]));
  return [...byPosition.values()].sort((a, b) => comparePositions(a.position, b.position));
}
