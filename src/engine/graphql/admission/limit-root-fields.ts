// Validation rule against too many mutations in one operation, counted through fragments and aliases, before any runs.
import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type ASTVisitor,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { LIMITS } from '../../model/limits.ts';

/** `@skip` and `@include` are not looked at: what might run counts. */
export function limitRootFields(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (node.operation !== OperationTypeNode.MUTATION) return;
      const count = responseNames(node.selectionSet, context).size;
      if (count <= LIMITS.rootMutations) return;
      context.reportError(
        new GraphQLError(`At most ${LIMITS.rootMutations} mutations in one operation; these are ${count}.`, {
          nodes: node,
          extensions: { code: 'TOO_MANY_MUTATIONS' },
        }),
      );
    },
  };
}

/** Fields of one response name run once, so each name counts once; each fragment is entered once. */
function responseNames(root: SelectionSetNode, context: ValidationContext): ReadonlySet<string> {
  const names = new Set<string>();
  const entered = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        names.add(node.alias?.value ?? node.name.value);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        collect(node.selectionSet);
      } else if (!entered.has(node.name.value)) {
        entered.add(node.name.value);
        const fragment = context.getFragment(node.name.value);
        if (fragment) collect(fragment.selectionSet);
      }
    }
  };
  collect(root);
  return names;
}
