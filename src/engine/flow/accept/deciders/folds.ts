// Folds of one stream for a decision: a decider's state, the value of a reference, or the document of an inline
// projection.
import type { Decider } from '../../../definitions/decider.ts';
import { personalEvents } from '../../../definitions/events.ts';
import { foldOwnPart } from '../../../fold/fold-document.ts';
import type { Projection } from '../../../definitions/projection.ts';
import type { Reference } from '../../../definitions/reference.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';

export interface Fold {
  /** Tells apart what is folded from the same stream; changes with the code where states outlive the process. */
  readonly id: string;
  readonly initial: unknown;
  readonly apply: (state: unknown, event: RecordedEvent) => unknown;
  /** Whether states of long streams are kept in the database. */
  readonly keepsSnapshots: boolean;
  /** After how many events; the bus's own number if undefined. */
  readonly snapshotEvery?: number | undefined;
}

/** The author's part of a document; null for one that was removed. */
export interface FoldedPart {
  readonly own: JsonObject | null;
}

/** Its state is a FoldedPart, or nothing where there never was a document. */
export interface DocumentFold extends Fold {
  /** Documents as they are stored are what it starts from. */
  readonly projection: Projection;
}

export function isFoldedPart(state: unknown): state is FoldedPart {
  return typeof state === 'object' && state !== null && 'own' in state;
}

export function documentFold(projection: Projection): DocumentFold {
  return {
    id: `document ${projection.name}`,
    projection,
    initial: undefined,
    apply: (state, event) => {
      if (!projection.types.has(event.type)) return state;
      const before = isFoldedPart(state) ? state.own : null;
      // Its documents are those of streams.
      const own = foldOwnPart(projection, { before, event, id: event.streamId });
      return isFoldedPart(state) || own ? { own } : undefined;
    },
    keepsSnapshots: false,
  };
}

export function deciderFold(decider: Decider): Fold {
  return {
    id: decider.foldId,
    initial: decider.initialState,
    apply: (state, event) => decider.evolve(state, event),
    // A snapshot would hold what the events have sealed.
    keepsSnapshots: decider.snapshotEvery !== Infinity && personalEvents(decider.events).length === 0,
    snapshotEvery: decider.snapshotEvery,
  };
}

const references = new WeakMap<Reference, Fold>();
let referenceCount = 0;

/** The same fold for the same reference. Names do not tell them apart: two modules may see one context differently. */
export function referenceFold(reference: Reference): Fold {
  const known = references.get(reference);
  if (known) return known;
  referenceCount += 1;
  const fold: Fold = {
    id: `reference ${reference.name} ${referenceCount}`,
    initial: undefined,
    apply: (value, event) => reference.fold(value, event),
    keepsSnapshots: false,
  };
  references.set(reference, fold);
  return fold;
}
