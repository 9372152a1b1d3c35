// The names of all fields that an operation selects below the current one, at any depth, seen through fragments, `@skip`
// and `@include`.
import { Kind, type GraphQLResolveInfo, type SelectionNode } from 'graphql';
import { isIncluded } from '../compiled/collect-fields.ts';

/** Type conditions are not looked at: a fragment that can't apply counts as one that does. */
export function selectedNames({
  fieldNodes,
  fragments,
  variableValues,
}: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'variableValues'>): ReadonlySet<string> {
  const names = new Set<string>();
  const entered = new Set<string>();
  const enter = (selections: readonly SelectionNode[]): void => {
    for (const node of selections) {
      if (!isIncluded(node, variableValues)) continue;
      if (node.kind === Kind.FIELD) names.add(node.name.value);
      if (node.kind !== Kind.FRAGMENT_SPREAD) enter(node.selectionSet?.selections ?? []);
      else if (!entered.has(node.name.value)) {
        entered.add(node.name.value);
        enter(fragments[node.name.value]?.selectionSet.selections ?? []);
      }
    }
  };
  for (const { selectionSet } of fieldNodes) enter(selectionSet?.selections ?? []);
  return names;
}
