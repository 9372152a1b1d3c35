// Plan of a batch of events: what each touches in this lane, loaded in a few round trips, before anything is folded.
import type { Checkpoint, ReferenceKey } from '../../../model/documents.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { bySlices } from '../../../async/by-slices.ts';
import { inHand, reached } from '../../../model/work-in-hand.ts';
import { concerns } from '../../../definitions/concerns.ts';
import type { Position } from '../../../model/position.ts';
import {
  documentsTouchedAnyhow,
  documentsTouchedBy,
  type TouchedDocuments,
} from '../../../fold/fold-document.ts';
import {
  isShownOtherwise,
  poisoned,
  referenceName,
  referencesTouchedBy,
} from '../../../fold/fold-references.ts';
import { foldReferenceOrPoison, isFoldFault, markOf } from '../../../fold/park.ts';
import { EVERYWHERE, isDiscarded } from '../../../model/discarded-events.ts';
import type { SlipstreamError } from '../../../model/errors.ts';
import { foldHangs, heldBack } from '../../../model/lane-health.ts';
import { withAnew } from './fold-anew.ts';
import { folding, isInLane, type LaneContext } from './lane-context.ts';
import { loadKnown, loadTouched } from './restore-lost.ts';
import type { Anew, Touched, WorkingSet } from './working-set.ts';

export interface ReferenceChange {
  readonly key: ReferenceKey;
  readonly name: string;
  readonly value: JsonObject | null;
  /** Whether documents that embed it look different. */
  readonly isShown: boolean;
}

export interface PlannedEvent {
  readonly event: RecordedEvent;
  /** Documents of this lane it is folded into. */
  readonly routed: readonly string[];
  /** Document of this lane whose version it moves. */
  readonly moved: string | undefined;
  readonly references: readonly ReferenceChange[];
  /** Why it can't be folded into any document: they are parked. */
  readonly fault?: SlipstreamError | undefined;
  readonly anew?: Anew;
}

/** It waits for the values of the references that it changes. */
type Planned = Touched & PlannedEvent;

export interface FoldFailure {
  readonly event: RecordedEvent;
  readonly error: unknown;
}

export interface Batch {
  readonly planned: readonly PlannedEvent[];
  /** Why the event after the planned ones can't be folded. */
  readonly failure: FoldFailure | undefined;
}

interface Planning {
  readonly from: Pick<Checkpoint, 'position'>;
  readonly events: readonly RecordedEvent[];
}

/** As many of the events as fit in memory, at least one unless it fails. */
export async function planBatch(
  context: LaneContext,
  set: WorkingSet,
  { from, events }: Planning,
): Promise<Batch> {
  const { touched: found, failure } = await touchedBy(context, events);
  await loadTouched(context, set, { touched: found, upTo: from.position });
  const touched = await withAnew(context, found);
  const folded = inHand(folding(context), () => foldReferences(context, set, touched));
  const planned = await loadEmbedders(context, set, { planned: folded, upTo: from.position });
  return { planned, failure: planned.length < folded.length ? undefined : failure };
}

/**
 * What one event touches in this lane. Throws UNKNOWN_EVENT_TYPE; and FOLD_FAILED, UPCAST_FAILED or LANE_HELD_BACK where the
 * fault leaves unknown which documents they are.
 */
export function touchedInLane(context: LaneContext, event: RecordedEvent): Planned {
  reached(event.position);
  const { projection } = context;
  if (!projection.categories.has(event.category)) return planned(event, NOTHING);
  if (event.discarded && isDiscarded(event, projection.name, EVERYWHERE)) {
    const moved = event.category === projection.owner ? event.streamId : undefined;
    return planned(event, { routed: NONE, moved: inLane(context, moved) });
  }
  const { routed, moved, fault } = routedBy(context, event);
  const references = referencesTouchedBy(projection, event);
  const keys = references.length === 0 ? NONE : references.map(({ name }) => ({ name, id: event.streamId }));
  const here = projection.lanes === 1 ? routed : routed.filter((id) => isInLane(context, id));
  return planned(event, { routed: here, moved: inLane(context, moved), keys, fault });
}

const inLane = (context: LaneContext, id: string | undefined): string | undefined =>
  id !== undefined && isInLane(context, id) ? id : undefined;

/** All of one shape: there is one for each event in each lane. */
const planned = (
  event: RecordedEvent,
  { routed, moved, keys = NONE, fault }: Routed & Partial<Pick<Touched, 'keys'>>,
): Planned => ({ event, routed, moved, keys, references: NONE, fault });

type Routed = TouchedDocuments & Pick<Touched, 'fault'>;

/** Where authors' code can't be asked, an event of a document's own stream is that document's all the same. */
function routedBy({ projection, hung }: LaneContext, event: RecordedEvent): Routed {
  if (hung === event.id) {
    const touched = documentsTouchedAnyhow(projection, event);
    if (!touched) throw heldBack(event);
    return { ...touched, fault: foldHangs(event) };
  }
  try {
    concerns(projection.categories, event);
    return documentsTouchedBy(projection, event);
  } catch (fault) {
    const touched = isFoldFault(fault) ? documentsTouchedAnyhow(projection, event) : undefined;
    if (!isFoldFault(fault) || !touched) throw fault;
    return { ...touched, fault };
  }
}

const NONE: readonly never[] = [];
const NOTHING: Routed = { routed: NONE, moved: undefined };

async function touchedBy(context: LaneContext, events: readonly RecordedEvent[]) {
  const touched: Planned[] = [];
  let failure: FoldFailure | undefined;
  let count = 0;
  const step = (event: RecordedEvent): boolean => {
    try {
      const each = touchedInLane(context, event);
      count += each.routed.length + each.keys.length + (each.moved === undefined ? 0 : 1);
      if (touched.length > 0 && count > context.limits.documentsPerBatch) return false;
      touched.push(each);
      return true;
    } catch (error) {
      failure = { event, error };
      return false;
    }
  };
  await bySlices(events, step, { around: (slice) => inHand(folding(context), slice) });
  return { touched, failure };
}

/** References are folded ahead of the documents: their values depend on nothing else. */
function foldReferences(
  context: LaneContext,
  set: WorkingSet,
  touched: readonly Planned[],
): readonly PlannedEvent[] {
  if (context.projection.embeds.length === 0) return touched;
  const values = new Map<string, JsonObject | null>();
  const valueOf = (name: string): JsonObject | null => values.get(name) ?? set.references.get(name) ?? null;
  return touched.map((each) => {
    if (each.keys.length === 0) return each;
    const references = changesBy(context, each, valueOf);
    for (const { name, value } of references) values.set(name, value);
    return { ...each, references };
  });
}

/** Changes of the references an event touches, from their values before it; a value that can't be folded is poisoned. */
export function changesBy(
  { projection }: LaneContext,
  { event, fault, anew }: Pick<Touched, 'event' | 'fault' | 'anew'>,
  valueOf: (name: string) => JsonObject | null,
): readonly ReferenceChange[] {
  reached(event.position);
  return referencesTouchedBy(projection, event).map((reference) => {
    const key = { name: reference.name, id: event.streamId };
    const name = referenceName(key);
    const before = valueOf(name);
    const value = fault
      ? poisoned(markOf(projection, event, fault))
      : anew
        ? (anew.references.get(name) ?? null)
        : foldReferenceOrPoison(projection, reference, { before, event });
    return {
      key,
      name,
      value,
      isShown: anew !== undefined || isShownOtherwise(projection, reference.name, { before, after: value }),
    };
  });
}

/** Loads the documents that embed what changes; events with too many of them are left to be fanned out over several commits. */
async function loadEmbedders(
  context: LaneContext,
  set: WorkingSet,
  { planned, upTo }: { readonly planned: readonly PlannedEvent[]; readonly upTo: Position },
): Promise<readonly PlannedEvent[]> {
  const { projection, store, lane, generation, limits } = context;
  if (projection.embeds.length === 0) return planned;
  const changes = planned.flatMap(({ references }) => references).filter(({ isShown }) => isShown);
  const shown = new Map(changes.map((change) => [change.name, change.key]));
  if (shown.size === 0) return planned;
  const most = limits.documentsPerScript;
  await Promise.all(
    [...shown].map(async ([name, key]) => {
      const ids = await store.embedders(lane, generation, key, '', most + 1);
      if (ids.length <= most) set.embedders.set(name, new Set(ids));
    }),
  );
  const ids = new Set<string>();
  let fitting = 0;
  for (const { references } of planned) {
    for (const { name, isShown } of references) {
      if (isShown) set.embedders.get(name)?.forEach((id) => ids.add(id));
    }
    if (fitting > 0 && ids.size > limits.documentsPerBatch) break;
    fitting += 1;
  }
  await loadKnown(context, set, { ids, upTo });
  return planned.slice(0, fitting);
}
