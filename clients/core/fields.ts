// What an operation asks for, by the names it has in the answer and by the names that everyone gives it who asks for the same.
import type {
  DefinitionNode,
  DocumentNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
  VariableNode,
} from 'graphql';
import { isPlain } from './plain.ts';

export type Variables = Readonly<Record<string, unknown>>;

export interface Field {
  /** In the answer. */
  readonly name: string;
  /** Without alias, with arguments. */
  readonly key: string;
  readonly fields: readonly Field[] | undefined;
}

/** Of the first operation of a document. */
export function fieldsOf(document: DocumentNode, variables: Variables): readonly Field[] {
  // Of arguments: what they mean, not where they stand.
  const meant = (name: string, node: unknown): unknown => {
    if (name === 'loc') return undefined;
    return isVariable(node) ? [variables[node.name.value]] : node;
  };
  const below = (parent: Parent | undefined): readonly Field[] | undefined => {
    const all = parent?.selectionSet?.selections.flatMap((node): readonly Field[] => {
      // Whatever its type condition says: a field that does not apply has no value in the answer.
      if (!('name' in node)) return below(node) ?? [];
      if (node.kind === 'FragmentSpread') {
        const isWanted = (each: DefinitionNode): each is FragmentDefinitionNode =>
          'typeCondition' in each && each.name.value === node.name.value;
        return below(document.definitions.find(isWanted)) ?? [];
      }
      const { name, alias, arguments: given } = node;
      const key = name.value + (given?.length ? JSON.stringify(given, meant) : '');
      return [{ name: (alias ?? name).value, key, fields: below(node) }];
    });
    // What means one thing on one type and another on another is left as it comes.
    return all?.filter(({ name, key }) => all.every((other) => other.name !== name || other.key === key));
  };
  return below(operationOf(document)) ?? [];
}

/** The first of a document. */
export function operationOf({ definitions }: DocumentNode): OperationDefinitionNode | undefined {
  return definitions.find((each) => 'operation' in each);
}

interface Parent {
  readonly selectionSet?: SelectionSetNode | undefined;
}

function isVariable(node: unknown): node is VariableNode {
  return isPlain(node) && node['kind'] === 'Variable';
}
