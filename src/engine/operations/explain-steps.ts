// The fold of one document event by event: what each of them made of it.
import { concerns } from '../definitions/concerns.ts';
import type { Projection } from '../definitions/projection.ts';
import { closeDocument, type DocumentState } from '../fold/document-state.ts';
import { embeddedBy, referenceName, referencesTouchedBy } from '../fold/fold-references.ts';
import { documentsTouchedSafely, foldDocumentOrPark, foldReferenceOrPoison } from '../fold/park.ts';
import type { ReferenceKey } from '../model/documents.ts';
import { EVERYWHERE, isDiscarded } from '../model/discarded-events.ts';
import { SlipstreamError } from '../model/errors.ts';
import type { RecordedEvent } from '../model/events.ts';
import type { JsonObject } from '../model/json.ts';
import type { HangingFolds } from '../model/lane-health.ts';
import type { ExplainedStep } from '../model/operations.ts';
import type { Position } from '../model/position.ts';

/** A step without its event, which the store tells. */
export interface FoldedStep extends Omit<ExplainedStep, 'event'> {
  readonly position: Position;
}

export interface StepFold {
  /** Undefined for an event that is nothing to the document. */
  take(event: RecordedEvent): FoldedStep | undefined;
  state(): DocumentState | null;
  /** Referenced streams that it has shown at any time. */
  shown(): readonly ReferenceKey[];
}

/** @param hanging what has ended processes: it fails without being run. */
export function foldBySteps(projection: Projection, id: string, hanging: HangingFolds): StepFold {
  const values = referenceValues(projection, hanging);
  const shown = new Map<string, ReferenceKey>();
  let state: DocumentState | null = null;
  let isStopped = false;

  const fold = (event: RecordedEvent): FoldedStep | undefined => {
    const isEverywhere = isDiscarded(event, projection.name, EVERYWHERE);
    if (!isEverywhere && !concerns(projection.categories, event)) return undefined;
    values.take(event);
    const { routed, moved } = documentsTouchedSafely(projection, event, hanging);
    const before = state;
    state = foldDocumentOrPark(projection, id, { before, event, lookup: values.lookup, hanging });
    if (before?.parked) return undefined;
    for (const key of embeddedBy(projection, state)) shown.set(referenceName(key), key);
    if (state?.parked) return { ...step(event, 'FAILED', [before, state]), error: state.parked.message };
    if (routed.includes(id)) return step(event, 'FOLDED', [before, state]);
    if (isDiscarded(event, projection.name, id) && mayTouch(projection, id, event)) {
      return step(event, 'DISCARDED', [before, state]);
    }
    if (moved === id) return step(event, 'MOVED', [before, state]);
    return state?.position === before?.position ? undefined : step(event, 'REFERENCE', [before, state]);
  };

  const step = (
    { position }: RecordedEvent,
    effect: FoldedStep['effect'],
    states: readonly (DocumentState | null)[],
  ): FoldedStep => {
    const [before = null, after = null] = states.map((each) => each && closeDocument(projection, each).body);
    return { position, effect, before, after, error: undefined };
  };

  return {
    take: (event) => {
      if (isStopped) return undefined;
      try {
        return fold(event);
      } catch (error) {
        if (!(error instanceof SlipstreamError)) throw error;
        if (!mayTouch(projection, id, event)) return undefined;
        isStopped = true;
        return { ...step(event, 'FAILED', [state, state]), error: error.message };
      }
    },
    state: () => state,
    shown: () => [...shown.values()],
  };
}

/** Of what can't be read or routed: the document of the event's own stream is the one that waits. */
function mayTouch({ owner }: Projection, id: string, event: RecordedEvent): boolean {
  return event.category !== owner || event.streamId === id;
}

/** Of all streams that documents of the projection may show. */
function referenceValues(projection: Projection, hanging: HangingFolds) {
  const values = new Map<string, JsonObject | null>();
  return {
    lookup: (key: ReferenceKey) => values.get(referenceName(key)) ?? null,
    take: (event: RecordedEvent): void => {
      for (const reference of referencesTouchedBy(projection, event)) {
        const name = referenceName({ name: reference.name, id: event.streamId });
        const before = values.get(name) ?? null;
        values.set(name, foldReferenceOrPoison(projection, reference, { before, event, hanging }));
      }
    },
  };
}
