// The id by which a cache finds a document whoever brought it.
import type { Plain } from './plain.ts';

/** That of a field's arguments; undefined where there is only one document, which has none. */
export function documentId(
  args: Readonly<Plain> | null | undefined,
  by: string | undefined,
): string | undefined {
  const id = by === undefined ? undefined : args?.[by];
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}
