// A document between what is stored and what is folded.
import type { StoredDocument } from '../model/documents.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Parked } from '../model/parked.ts';
import type { Position } from '../model/position.ts';
import { planOf } from './document-plan.ts';
import type { Projection } from '../definitions/projection.ts';

/** A document while it is folded: the author's part and the embedded facts apart. */
export interface DocumentState {
  readonly id: string;
  readonly version: number;
  readonly position: Position;
  /** Null for a document that was removed. */
  readonly own: JsonObject | null;
  /** Embedded values by field; a field that is missing still has to be filled. */
  readonly embedded: JsonObject;
  /** Why it follows its events no more. */
  readonly parked?: Parked;
}

/** The document after one more event that waits behind the one that parked it. */
export function withFollower(state: DocumentState, parked: Parked): DocumentState {
  return { ...state, parked: { ...parked, followers: parked.followers + 1 } };
}

/** A stored document taken apart to be folded further. */
export function openDocument(
  projection: Projection,
  { id, version, position, body, parked }: StoredDocument,
): DocumentState {
  const state = { id, version, position, ...partsOf(projection, body) };
  return parked === undefined ? state : { ...state, parked };
}

function partsOf(projection: Projection, body: JsonObject | null): Pick<DocumentState, 'own' | 'embedded'> {
  if (!body) return { own: null, embedded: {} };
  const { ownFields, embeddedFields } = planOf(projection);
  return { own: pick(body, ownFields), embedded: pick(body, embeddedFields) };
}

/** The document as it is stored: its fields in the order in which its definition names them. */
export function closeDocument(
  projection: Projection,
  { id, version, position, own, embedded, parked }: DocumentState,
): StoredDocument {
  const mark = parked === undefined ? undefined : { parked };
  if (!own) return { id, version, position, body: null, ...mark };
  const body: Record<string, Json> = {};
  for (const name of planOf(projection).fields) {
    const value = name in embedded ? embedded[name] : own[name];
    if (value !== undefined) body[name] = value;
  }
  return { id, version, position, body, ...mark };
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  const picked: Record<string, Json> = {};
  for (const name of names) {
    const value = object[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
