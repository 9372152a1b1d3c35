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
  if (typeof value === 'object' && value !== null) {
    // Almost everything is normal already; finding that out makes no garbage.
    if (isNormal(value)) return value;
    return Array.isArray(value) ? normalArray(value) : normalObject(value);
  }
  if (isNormalScalar(value)) return value;
  // -0 is written as 0.
  if (value === 0) return 0;
  throw new TypeError(`${typeof value === 'number' ? value : `A ${typeof value}`} is not JSON.`);
}

function isNormal(value: unknown): value is Json {
  if (typeof value !== 'object' || value === null) return isNormalScalar(value);
  if (known.has(value)) return true;
  const size = Array.isArray(value) ? normalItems(value) : normalMembers(value);
  if (size >= LARGE) remember(value);
  return size >= 0;
}

/** With its members: most of them are in its next version too. */
function remember(part: object): void {
  known.add(part);
  for (const member of Object.values(part)) {
    if (typeof member === 'object' && member !== null) known.add(member);
  }
}

function isNormalScalar(value: unknown): value is string | number | boolean | null {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}

/** How many there are; -1 if not all are normal. */
function normalItems(array: readonly unknown[]): number {
  return array.every(isNormal) ? array.length : -1;
}

/** How many there are; -1 if not all are normal and in order. */
function normalMembers(object: object): number {
  if (!isPlain(object)) return -1;
  const keys = Object.keys(object);
  let last = '';
  for (const key of keys) {
    if (key < last || !isNormal(Reflect.get(object, key))) return -1;
    last = key;
  }
  return keys.length;
}

function normalArray(array: readonly unknown[]): readonly Json[] {
  return array.map((item) => (item === undefined ? null : normalJson(item)));
}

/** An assignment to that name would set the prototype. */
const OWN = { enumerable: true, writable: true, configurable: true };

function normalObject(object: object): { readonly [key: string]: Json } {
  if (!isPlain(object)) throw new TypeError(`A ${object.constructor.name} is not JSON.`);
  const normal: Record<string, Json> = {};
  for (const key of Object.keys(object).sort()) {
    const member: unknown = Reflect.get(object, key);
    if (member === undefined) continue;
    if (key === '__proto__') Object.defineProperty(normal, key, { ...OWN, value: normalJson(member) });
    else normal[key] = normalJson(member);
  }
  return normal;
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}
