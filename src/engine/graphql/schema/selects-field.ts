// The look for a field that an operation selects below the current one, seen through fragments, `@skip` and `@include`.
import { Kind, type GraphQLResolveInfo, type SelectionNode } from 'graphql';
import { isIncluded } from '../compiled/collect-fields.ts';
import { selectedNames } from './selected-names.ts';

/** Type conditions are not looked at: a fragment that can't apply counts as one that does. */
export function selectsField(info: GraphQLResolveInfo, field: string): boolean {
  const seen = new Set<string>();
  const selects = (selections: readonly SelectionNode[]): boolean =>
    selections.some((node) => {
      if (!isIncluded(node, info.variableValues)) return false;
      if (node.kind === Kind.FIELD) return node.name.value === field;
      if (node.kind === Kind.INLINE_FRAGMENT) return selects(node.selectionSet.selections);
      const fragment = info.fragments[node.name.value];
      if (!fragment || seen.has(node.name.value)) return false;
      seen.add(node.name.value);
      return selects(fragment.selectionSet.selections);
    });
  return info.fieldNodes.some((node) => selects(node.selectionSet?.selections ?? []));
}

/** For a page of documents: whether ranks are asked for at any depth, by the names that they have. */
export function ranksSelected(
  info: GraphQLResolveInfo,
  fields: readonly string[],
): { readonly withRanks?: true } {
  if (fields.length === 0) return {};
  const names = selectedNames(info);
  return fields.some((field) => names.has(field)) ? { withRanks: true } : {};
}
