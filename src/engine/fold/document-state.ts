// A document between what is stored and what is folded.
import type { StoredDocument } from '../model/documents.ts';
import type { Json, JsonObject } from '../model/json.ts';
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
}

/** A stored document taken apart to be folded further. */
export function openDocument(
  projection: Projection,
  { id, version, position, body }: StoredDocument,
): DocumentState {
  if (!body) return { id, version, position, own: null, embedded: {} };
  const { ownFields, embeddedFields } = planOf(projection);
  return { id, version, position, own: pick(body, ownFields), embedded: pick(body, embeddedFields) };
}

/** The document as it is stored: its fields in the order in which its definition names them. */
export function closeDocument(
  projection: Projection,
  { id, version, position, own, embedded }: DocumentState,
): StoredDocument {
  if (!own) return { id, version, position, body: null };
  const body: Record<string, Json> = {};
  for (const name of planOf(projection).fields) {
    const value = name in embedded ? embedded[name] : own[name];
    if (value !== undefined) body[name] = value;
  }
  return { id, version, position, body };
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  const picked: Record<string, Json> = {};
  for (const name of names) {
    const value = object[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
