// Whether an operation selects a field below the current one, seen through fragments, `@skip` and `@include`.
import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type GraphQLResolveInfo,
  type SelectionNode,
} from 'graphql';

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

function isIncluded(node: SelectionNode, variables: GraphQLResolveInfo['variableValues']): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node, variables);
  const include = getDirectiveValues(GraphQLIncludeDirective, node, variables);
  return skip?.['if'] !== true && include?.['if'] !== false;
}
