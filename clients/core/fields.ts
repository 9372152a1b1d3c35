// The fields of an operation, by the names they have in the answer and by keys that are the same for everyone who asks
// for the same.
import type {
  DefinitionNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
  VariableNode,
} from 'graphql';
import { isPlain, type Plain } from './plain.ts';

export type Variables = Readonly<Record<string, unknown>>;

export interface Field {
  /** In the answer. */
  readonly name: string;
  /** Without alias, with arguments. Of a name that means one thing on one type and another on another: all of them. */
  readonly key: string;
  /** None of a scalar. */
  readonly fields: readonly Field[];
}

export interface Asked {
  readonly query: DocumentNode;
  readonly variables: Variables;
}

/** Of the first operation of a document; each name once, whichever fragments ask for it. */
export function fieldsOf({ query: { definitions }, variables }: Asked): readonly Field[] {
  // Of arguments: what they mean, not where they stand.
  const meant = (name: string, node: unknown): unknown => {
    if (name === 'loc') return undefined;
    return isVariable(node) ? [variables[node.name.value]] : node;
  };
  const keyOf = ({ name, arguments: given }: FieldNode): string =>
    name.value + (given?.length ? JSON.stringify(given, meant) : '');
  // Whatever their type conditions say: a field that does not apply has no value in the answer.
  const nodesIn = (parent: Parent | undefined): readonly FieldNode[] =>
    parent?.selectionSet?.selections.flatMap((node) => {
      if (node.kind === 'Field') return node;
      const isWanted = (each: DefinitionNode): each is FragmentDefinitionNode =>
        'typeCondition' in each && 'name' in node && each.name.value === node.name.value;
      return nodesIn('name' in node ? definitions.find(isWanted) : node);
    }) ?? [];
  const below = (parents: readonly (Parent | undefined)[]): readonly Field[] => {
    const nodes = parents.flatMap(nodesIn);
    return [...new Set(nodes.map(nameOf))].map((name) => {
      const same = nodes.filter((node) => nameOf(node) === name);
      return { name, key: [...new Set(same.map(keyOf))].join('|'), fields: below(same) };
    });
  };
  return below([operationOf(definitions)]);
}

/** The value of a field of the schema, under whatever name it was asked for. */
export function valueOf(fields: readonly Field[], value: Plain, key: string): unknown {
  const field = fields.find((each) => each.key === key);
  return field && value[field.name];
}

/** The first of a document. */
export function operationOf(definitions: DocumentNode['definitions']): OperationDefinitionNode | undefined {
  return definitions.find((each) => 'operation' in each);
}

const nameOf = ({ name, alias = name }: FieldNode): string => alias.value;

interface Parent {
  readonly selectionSet?: SelectionSetNode | undefined;
}

function isVariable(node: unknown): node is VariableNode {
  return isPlain(node) && node['kind'] === 'Variable';
}
