// References, which a document shows of other streams: their values are folded beside it and filled into its embedded fields.
import type { ReferenceKey } from '../model/documents.ts';
import { SlipstreamError } from '../model/errors.ts';
import { EVERYWHERE, isDiscarded } from '../model/discarded-events.ts';
import type { RecordedEvent } from '../model/events.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { normalJson } from '../model/normal-json.ts';
import type { Parked } from '../model/parked.ts';
import { SUBJECT_ERASED } from '../model/personal.ts';
import { ID_PATTERN } from '../model/stream.ts';
import { planOf } from './document-plan.ts';
import type { DocumentState } from './document-state.ts';
import type { EmbeddedField } from '../shapes/document/embeds.ts';
import type { Projection } from '../definitions/projection.ts';
import type { Reference } from '../definitions/reference.ts';

/** Value of a referenced stream: null if it has none, undefined if it is not known (yet). */
export type ReferenceLookup = (key: ReferenceKey) => JsonObject | null | undefined;

/** A reference key as one word. */
export function referenceName({ name, id }: ReferenceKey): string {
  return `${name}/${id}`;
}

/** The references an event changes: their key is their name and the event's stream. */
export function referencesTouchedBy(projection: Projection, event: RecordedEvent): readonly Reference[] {
  const { references } = planOf(projection);
  if (references.length === 0) return references;
  if (event.discarded && isDiscarded(event, projection.name, EVERYWHERE)) return [];
  const isErasure = event.type === SUBJECT_ERASED;
  return references.filter(
    ({ category, types }) => category === event.category && (isErasure || types.has(event.type)),
  );
}

/** Value of a reference after an event. Throws FOLD_FAILED. */
export function foldReference(
  reference: Reference,
  before: JsonObject | null,
  event: RecordedEvent,
): JsonObject | null {
  try {
    const after = reference.fold(before ?? undefined, event);
    return after === undefined ? null : (normalJson(after) as JsonObject);
  } catch (cause) {
    const { id, position, type } = event;
    const message = `Reference ${reference.name} can't fold ${type} at ${position}: ${String(cause)}`;
    throw new SlipstreamError('FOLD_FAILED', message, { cause, details: { eventId: id, position, type } });
  }
}

/** Whether a document that embeds the reference could look different. */
export function isShownOtherwise(
  projection: Projection,
  name: string,
  { before, after }: { readonly before: JsonObject | null; readonly after: JsonObject | null },
): boolean {
  if (after && POISON in after) return before === null || !(POISON in before);
  return projection.embeds.some(
    (embed) => embed.embeds.name === name && !isSame(shownOf(embed, before), shownOf(embed, after)),
  );
}

/** The referenced streams a document embeds, each once. */
export function embeddedBy(projection: Projection, state: DocumentState | null): readonly ReferenceKey[] {
  if (!state?.own || projection.embeds.length === 0) return [];
  const keys = new Map<string, ReferenceKey>();
  for (const { embeds, by } of projection.embeds) {
    const id = embeddedId(state.own, by);
    const key = { name: embeds.name, id: id ?? '' };
    if (id !== undefined) keys.set(referenceName(key), key);
  }
  return [...keys.values()];
}

/** Fills the embedded fields that are missing, as far as their values are known. */
export function fillEmbeds(
  projection: Projection,
  state: DocumentState,
  lookup: ReferenceLookup,
): DocumentState {
  const { own, embedded } = state;
  if (!own || projection.embeds.every(({ field }) => embedded[field] !== undefined)) return state;
  const filled: Record<string, Json> = { ...embedded };
  for (const embed of projection.embeds) {
    if (filled[embed.field] !== undefined) continue;
    const id = embeddedId(own, embed.by);
    const value = id === undefined ? null : lookup({ name: embed.embeds.name, id });
    if (value !== undefined) filled[embed.field] = shownOf(embed, value);
  }
  return { ...state, embedded: filled };
}

/** Whether every embedded field is filled. */
export function isFilled(projection: Projection, { own, embedded }: DocumentState): boolean {
  return own === null || projection.embeds.every(({ field }) => embedded[field] !== undefined);
}

export interface ReferenceStep {
  readonly key: ReferenceKey;
  /** After the event. */
  readonly value: JsonObject | null;
  readonly event: Pick<RecordedEvent, 'type' | 'position'>;
}

/** The document after a referenced stream has changed; the same one if it shows nothing of the change. */
export function embedReference(
  projection: Projection,
  state: DocumentState,
  { key, value, event }: ReferenceStep,
): DocumentState {
  const { own, embedded } = state;
  if (!own) return state;
  const shows = ({ embeds, by }: EmbeddedField) => embeds.name === key.name && embeddedId(own, by) === key.id;
  const changed = projection.embeds.flatMap((embed): readonly [string, Json][] => {
    if (!shows(embed)) return [];
    const shown = shownOf(embed, value);
    return isSame(embedded[embed.field], shown) ? [] : [[embed.field, shown]];
  });
  // Folded anew later, nothing of it would look different: so that it is the same then, an erasure moves it in any case.
  const isErased = event.type === SUBJECT_ERASED && projection.embeds.some(shows);
  if (changed.length === 0 && !isErased) return state;
  return { ...state, position: event.position, embedded: { ...embedded, ...Object.fromEntries(changed) } };
}

/** The embedded values that stay right when the author's part becomes `own`. */
export function keepEmbeds(
  projection: Projection,
  before: DocumentState | null,
  own: JsonObject | null,
): JsonObject {
  const old = before?.own;
  if (!own || !old || !before) return {};
  if (projection.embeds.every(({ by }) => old[by] === own[by])) return before.embedded;
  const kept = projection.embeds.flatMap(({ field, by }): readonly [string, Json][] => {
    const value = before.embedded[field];
    return old[by] === own[by] && value !== undefined ? [[field, value]] : [];
  });
  return Object.fromEntries(kept);
}

/** Nothing where the field does not hold what could be the id of a stream. */
function embeddedId(own: JsonObject, by: string): string | undefined {
  const id = own[by];
  return typeof id === 'string' && ID_PATTERN.test(id) ? id : undefined;
}

/** Field of a reference's value that can't be folded. */
const POISON = '!parked';

/** The value of a reference from an event on that could not be folded. */
export const poisoned = (parked: Parked): JsonObject => ({ [POISON]: { ...parked } });

/** The mark of the event that has poisoned a value, also as the details of the error that showing it throws. */
export function poisonOf(value: Readonly<Record<string, unknown>>): Parked | undefined {
  return value[POISON] as Parked | undefined;
}

/** Throws FOLD_FAILED for a value that is poisoned. */
function shownOf({ embeds, pick }: EmbeddedField, value: JsonObject | null): Json {
  if (value === null) return null;
  if (POISON in value) {
    const message = `Reference ${embeds.name} could not be folded.`;
    throw new SlipstreamError('FOLD_FAILED', message, { details: value });
  }
  return normalJson(pick === undefined ? value : (value[pick] ?? null));
}

/** Of normal values, which have one text. */
function isSame(a: Json | undefined, b: Json): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
