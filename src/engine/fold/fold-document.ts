// One document and the events that touch it. Pure, and shared by whoever folds: a lane of the projector in batches,
// a read that can't wait one document at a time. Equal events give equal bytes, however they were cut into batches.
import { SlipstreamError } from '../model/errors.ts';
import { EVERYWHERE, isDiscarded } from '../model/discarded-events.ts';
import type { RecordedEvent } from '../model/events.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { normalJson } from '../model/normal-json.ts';
import { ID_PATTERN } from '../model/stream.ts';
import {
  embedReference,
  fillEmbeds,
  keepEmbeds,
  referencesTouchedBy,
  type ReferenceLookup,
} from './fold-references.ts';
import { planOf } from './document-plan.ts';
import { withFollower, type DocumentState } from './document-state.ts';
import type { Projection } from '../definitions/projection.ts';

const NOT_ITS_OWN =
  "it is routed to a document that is not its stream's. If the documents are not those of streams, say ownedBy: 'none'.";

export interface TouchedDocuments {
  /** Documents the event is folded into. */
  readonly routed: readonly string[];
  /** The document of the event's own stream if the event only moves its version. */
  readonly moved: string | undefined;
}

const NONE: readonly never[] = [];
const TOUCHES_NONE: TouchedDocuments = { routed: NONE, moved: undefined };

/**
 * Where authors' code for the event is not to be run: an event of a document's own stream is that document's all the same.
 * Undefined if only the code could say.
 */
export function documentsTouchedAnyhow(
  { name, owner, types }: Projection,
  event: RecordedEvent,
): TouchedDocuments | undefined {
  const { category, streamId, type } = event;
  const isFolded = types.has(type);
  if (category !== owner) return isFolded ? undefined : TOUCHES_NONE;
  return isFolded && !isDiscarded(event, name, streamId)
    ? { routed: [streamId], moved: undefined }
    : { routed: NONE, moved: streamId };
}

/**
 * Throws FOLD_FAILED if the projection's `route` answers with something that can't be the id of a document, or with another
 * document than that of the event's own stream, where each document is the one of a stream.
 */
export function documentsTouchedBy(projection: Projection, event: RecordedEvent): TouchedDocuments {
  const isOwnCategory = event.category === projection.owner;
  if (event.discarded && isDiscarded(event, projection.name, isOwnCategory ? event.streamId : EVERYWHERE)) {
    return isOwnCategory ? { routed: NONE, moved: event.streamId } : TOUCHES_NONE;
  }
  if (!projection.types.has(event.type)) {
    return isOwnCategory ? { routed: NONE, moved: event.streamId } : TOUCHES_NONE;
  }
  const routed = routesOf(projection, event);
  if (!isOwnCategory) {
    const { discarded } = event;
    const left = discarded ? routed.filter((id) => !isDiscarded(event, projection.name, id)) : routed;
    return { routed: left, moved: undefined };
  }
  if (routed.some((id) => id !== event.streamId)) throw failed(projection, event, NOT_ITS_OWN);
  return { routed, moved: routed.length === 0 ? event.streamId : undefined };
}

function routesOf(projection: Projection, event: RecordedEvent): readonly string[] {
  let ids: readonly string[];
  try {
    ids = projection.route(withoutPersonal(event));
  } catch (cause) {
    throw failed(projection, event, cause);
  }
  // Most go to the document of their stream, whose id is one.
  if (ids.length === 1 && ids[0] === event.streamId) return ids;
  for (const id of ids) {
    // Types end where authors leave them: a pattern takes undefined for a word.
    const isId = typeof id === 'string' && ID_PATTERN.test(id);
    if (!isId) throw failed(projection, event, 'it is routed to a document id that is none');
  }
  return ids.length > 1 ? [...new Set(ids)] : ids;
}

/**
 * The document after an event that is routed to it. Of an event of its own stream there always is one, if only without a
 * body: that nothing came of a stream is stored, so that a document that was lost is not taken for it. Otherwise null
 * if there was none and still is none. Embedded fields whose `by` has changed are left to be filled. Throws FOLD_FAILED.
 */
export function foldEvent(
  projection: Projection,
  id: string,
  { before, event }: { readonly before: DocumentState | null; readonly event: RecordedEvent },
): DocumentState | null {
  // An erasure is told to the stream's own document only.
  const isItsOwn = isOwn(projection, id, event);
  const seen = isItsOwn ? event : withoutPersonal(event);
  let own: JsonObject | null;
  try {
    own = foldOwnPart(projection, { before: before?.own ?? null, event: seen, id });
  } catch (cause) {
    throw failed(projection, event, cause);
  }
  if (!before && own === null && !isItsOwn) return null;
  return {
    id,
    version: versionAfter(projection, id, { before, event }),
    position: event.position,
    own,
    embedded: keepEmbeds(projection, before, own),
  };
}

interface OwnStep {
  readonly before: JsonObject | null;
  readonly event: RecordedEvent;
  /** Of the document. */
  readonly id: string;
}

/** The author's part after an event. Throws what the author's fold throws. */
export function foldOwnPart(projection: Projection, { before, event, id }: OwnStep): JsonObject | null {
  const own = ownPart(projection, projection.fold(before, event, id), before);
  for (const { refuseUnkeepable } of projection.indexes) refuseUnkeepable?.(own);
  return own;
}

/** The document after an event of its own stream that its projection ignores: version and position move. */
export function moveVersion(
  before: DocumentState | null,
  { streamId, version, position }: RecordedEvent,
): DocumentState {
  return { ...(before ?? { id: streamId, own: null, embedded: {} }), version, position };
}

/** As the event reads once whom it is about is erased. */
const withoutPersonal = (event: RecordedEvent): RecordedEvent => event.withoutPersonal ?? event;

function isOwn({ owner }: Projection, id: string, { category, streamId }: RecordedEvent): boolean {
  return category === owner && streamId === id;
}

/**
 * The document after one event, whatever that is to it: folded in, moving its version, changing a fact it shows, or
 * nothing at all.
 * @param lookup values of the referenced streams after the event; null where a stream has none.
 */
export function foldDocument(
  projection: Projection,
  id: string,
  { before, event, lookup, touched = documentsTouchedBy(projection, event) }: DocumentStep,
): DocumentState | null {
  const { routed, moved } = touched;
  if (before?.parked) {
    return routed.includes(id) || moved === id ? withFollower(before, before.parked) : before;
  }
  let after = before;
  for (const { name } of referencesTouchedBy(projection, event)) {
    const key = { name, id: event.streamId };
    const value = lookup(key) ?? null;
    after = after && embedReference(projection, after, { key, value, event });
  }
  if (routed.includes(id)) after = foldEvent(projection, id, { before: after, event });
  else if (moved === id) after = moveVersion(after, event);
  return after && fillEmbeds(projection, after, lookup);
}

export interface DocumentStep {
  readonly before: DocumentState | null;
  readonly event: RecordedEvent;
  readonly lookup: ReferenceLookup;
  /** Where it is known already. */
  readonly touched?: TouchedDocuments | undefined;
}

function ownPart(
  projection: Projection,
  folded: JsonObject | null,
  before: JsonObject | null,
): JsonObject | null {
  if (folded === null) return null;
  const own: Record<string, Json> = {};
  for (const name of planOf(projection).ownFields) {
    const value: unknown = folded[name];
    const old = before?.[name];
    // What stayed as it was is normal already.
    if (value !== undefined) own[name] = old !== undefined && value === old ? old : normalJson(value);
  }
  return own;
}

function versionAfter(
  projection: Projection,
  id: string,
  { before, event }: { readonly before: DocumentState | null; readonly event: RecordedEvent },
): number {
  const version = before?.version ?? 0;
  if (projection.owner === undefined) return version + 1;
  return isOwn(projection, id, event) ? event.version : version;
}

/** Whatever an author's function throws is the fault of this event and this projection. */
function failed(projection: Projection, event: RecordedEvent, cause: unknown): SlipstreamError {
  const { id, position, type } = event;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SlipstreamError('FOLD_FAILED', `${projection.name} can't fold ${type} at ${position}: ${why}`, {
    cause,
    details: { projection: projection.name, eventId: id, position, type },
  });
}
