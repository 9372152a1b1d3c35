// Fold identity: the declared version of a fold and what it is declared over. The text of a function is no part of it:
// two compilers write the same function differently, and what a function calls does not show in it.
import { createHash } from 'node:crypto';
import type { Json } from '../model/json.ts';
import { badDefinition } from './bad-definition.ts';
import type { AnyEvents } from './events.ts';

interface FoldIdentity {
  /** Names the fold for the author, in errors. */
  readonly of: string;
  /** What the author declares; 1 if omitted. */
  readonly version: number | undefined;
  readonly declared: Json;
}

/** `v<version>-<8 hex digits>`. Throws BAD_DEFINITION for a version that is no whole number from 1. */
export function declaredFoldId({ of, version = 1, declared }: FoldIdentity): string {
  if (!Number.isSafeInteger(version) || version < 1) {
    throw badDefinition(`The version of ${of} is ${version}: it must be a whole number, 1 or more.`);
  }
  return `v${version}-${digest(declared, 8)}`;
}

/** The version that a fold id says. */
export const versionOf = (foldId: string): number => Number(/^v(\d+)-/.exec(foldId)?.[1]);

/**
 * Which events are folded, in which schema version, and which of them are sealed: code that knows one more, or can't open what
 * is sealed, makes other states.
 */
export function eventsFolded(from: readonly AnyEvents[], types: ReadonlySet<string>): Json {
  return from
    .flatMap(({ specs }) => Object.entries(specs))
    .filter(([type]) => types.has(type))
    .map(([type, { schemaVersion, personal }]) => `${type}@${schemaVersion}${personal ? ' sealed' : ''}`)
    .sort();
}

/** Of the signature of an index: it tells apart the indexes of one read model. */
export const SIGNATURE_DIGITS = 6;

/** Hash of plain values, in hex. */
export function digest(declared: unknown, digits: number): string {
  return createHash('sha256').update(JSON.stringify(declared)).digest('hex').slice(0, digits);
}

/** Hash of the text of functions: tells code that has hung a process from code that has not been tried. */
export function textHash(name: string, functions: Iterable<readonly [string, unknown]>): string {
  const texts = [...functions].map(([type, body]) => `${type}:${String(body)}`);
  return digest([name, ...texts], 12);
}
