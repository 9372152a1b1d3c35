// The personal part of a payload: taken out of it, and put back. What stands in its place is what is read once it is erased,
// so that a stored payload needs no definition to be read.
import type { Json, JsonObject } from '../../../../model/json.ts';
import { asStored } from '../storable.ts';
import { SEALED, type Sealed } from '../../../../model/personal.ts';

export interface Parted {
  /** With what stands in the place of the personal part. */
  readonly plain: JsonObject;
  /** Undefined if there is nothing personal in it. */
  readonly personal: JsonObject | undefined;
}

/** @param places what stands there once it is erased. What is null or missing stays so. */
export function partedBy(places: JsonObject, payload: JsonObject): Parted {
  const plain: Record<string, Json> = { ...payload };
  const personal: Record<string, Json> = {};
  for (const [name, place] of Object.entries(places)) {
    const value = payload[name];
    if (value === undefined || value === null) continue;
    if (isObject(place) && isObject(value)) {
      const inner = partedBy(place, value);
      plain[name] = inner.plain;
      if (inner.personal) personal[name] = inner.personal;
    } else {
      plain[name] = place;
      personal[name] = typeof value === 'object' ? (asStored(value) as Json) : value;
    }
  }
  return { plain, personal: Object.keys(personal).length > 0 ? personal : undefined };
}

/** The payload as it was, its members in the order in which they are stored. */
export function joined(plain: JsonObject, personal: JsonObject): JsonObject {
  const whole: Record<string, Json> = { ...plain };
  for (const [name, value] of Object.entries(personal)) {
    const place = whole[name];
    whole[name] = isObject(place) && isObject(value) ? joined(place, value) : value;
  }
  return whole;
}

/** What is sealed in a stored payload; undefined for most. */
export function sealedIn(payload: unknown): Sealed | undefined {
  if (!isObject(payload)) return undefined;
  const sealed = payload[SEALED];
  return isSealed(sealed) ? sealed : undefined;
}

/** A stored payload as it reads once it is erased. */
export function withoutSealed(payload: JsonObject): JsonObject {
  const plain: Record<string, Json> = {};
  for (const [name, value] of Object.entries(payload)) if (name !== SEALED) plain[name] = value;
  return plain;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSealed = (value: unknown): value is Sealed =>
  isObject(value) && typeof value['of'] === 'string' && typeof value['text'] === 'string';
