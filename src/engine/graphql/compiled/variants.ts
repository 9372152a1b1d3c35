// Variants of a document by the variables of its `@skip` and `@include`: for each of their values the selection is
// another one.
import { Kind, visit, type DocumentNode } from 'graphql';

/** More than these are not compiled: each doubles the number of selections. */
const MOST_CONDITIONS = 4;

/** Undefined if there are too many. */
export function conditionsOf(document: DocumentNode): readonly string[] | undefined {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: args = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return names.size <= MOST_CONDITIONS ? [...names] : undefined;
}

/** Undefined if one of them is neither true nor false, which is refused where it is met. */
export function variantOf(
  names: readonly string[],
  variables: Readonly<Record<string, unknown>>,
): string | undefined {
  let variant = '';
  for (const name of names) {
    const value = variables[name];
    if (typeof value !== 'boolean') return undefined;
    variant += value ? '1' : '0';
  }
  return variant;
}
