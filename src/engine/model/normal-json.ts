// One form of every JSON value: what is computed twice, in other batches or by another process, must be the same bytes.
import type { Json } from './json.ts';

/** Large parts that are known to be normal, so that a large document that changes little costs little. */
const known = new WeakSet<object>();
/** From so many members on it costs less to remember a part than to look through it again. */
const LARGE = 32;

/**
 * The same value with sorted keys and without `undefined`, sharing every part that is so already. It must not be
 * changed afterwards. Throws TypeError on what JSON would lose: NaN, a Date, a Map, a function, a bigint.
 */
export function normalJson(value: unknown): Json {
  if (typeof value !== 'object' || value === null) return normalScalar(value);
  if (known.has(value)) return value as Json;
  return Array.isArray(value) ? normalArray(value) : normalObject(value as Members);
}

type Members = Readonly<Record<string, unknown>>;

function normalScalar(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'number') throw new TypeError(`A ${typeof value} is not JSON.`);
  if (!Number.isFinite(value)) throw new TypeError(`${value} is not JSON.`);
  // -0 is written as 0.
  return value === 0 ? 0 : value;
}

/** With its members: most of them are in its next version too. */
function remember(part: object): void {
  known.add(part);
  for (const member of Object.values(part)) {
    if (typeof member === 'object' && member !== null) known.add(member);
  }
}

/** A copy is begun at the first item that changes: almost everything is normal already. */
function normalArray(array: readonly unknown[]): Json {
  let copy: Json[] | undefined;
  for (let index = 0; index < array.length; index += 1) {
    const item = array[index];
    const normal = item === undefined ? null : normalJson(item);
    if (!copy && !Object.is(normal, item)) copy = array.slice(0, index) as Json[];
    copy?.push(normal);
  }
  if (copy) return copy;
  if (array.length >= LARGE) remember(array);
  return array as readonly Json[];
}

/** The same, with its members in order: each is looked through once, however deep what changes lies. */
function normalObject(object: Members): Json {
  if (!isPlain(object)) throw new TypeError(`A ${object.constructor.name} is not JSON.`);
  let copy: Map<string, Json> | undefined;
  let size = 0;
  let last = '';
  for (const key in object) {
    const member = object[key];
    const normal = member === undefined ? undefined : normalJson(member);
    if (!copy && (key < last || normal === undefined || !Object.is(normal, member))) {
      copy = membersBefore(object, key);
    }
    if (normal !== undefined) copy?.set(key, normal);
    last = key;
    size += 1;
  }
  if (copy) return inOrder(copy);
  if (size >= LARGE) remember(object);
  return object as { readonly [key: string]: Json };
}

/** Those are normal. */
function membersBefore(object: Members, end: string): Map<string, Json> {
  const members = new Map<string, Json>();
  for (const key in object) {
    if (key === end) break;
    members.set(key, object[key] as Json);
  }
  return members;
}

/** An assignment to that name would set the prototype. */
const OWN = { enumerable: true, writable: true, configurable: true };

function inOrder(members: ReadonlyMap<string, Json>): Json {
  const normal: Record<string, Json> = {};
  for (const key of [...members.keys()].sort()) {
    const value = members.get(key) ?? null;
    if (key === '__proto__') Object.defineProperty(normal, key, { ...OWN, value });
    else normal[key] = value;
  }
  return normal;
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}
