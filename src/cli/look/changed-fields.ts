// Fields in which two forms of a document differ, each as its JSON.
import type { JsonObject } from '../../engine/model/json.ts';

export interface ChangedField {
  readonly name: string;
  /** Undefined where the form has no such field. */
  readonly old: string | undefined;
  readonly now: string | undefined;
}

export function changedFields(before: JsonObject, after: JsonObject): readonly ChangedField[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const text = (value: unknown): string | undefined =>
    value === undefined ? undefined : JSON.stringify(value);
  return names
    .map((name) => ({ name, old: text(before[name]), now: text(after[name]) }))
    .filter(({ old, now }) => old !== now);
}
