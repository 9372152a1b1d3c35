// The operations of files, each as a document of its own with the fragments that it uses, whichever file they are in.
import {
  Kind,
  parse,
  print,
  Source,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import { sha256 } from '../../engine/graphql/trusted/sha-256.ts';
import { faultsOf } from './faults-of.ts';
import type { Fault, Found } from './found-document.ts';

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Their ids are the hashes of their texts. */
export function gatherOperations(files: readonly TextFile[]): Found {
  const faults: Fault[] = [];
  const definitions = files.flatMap(({ path, text }) => {
    try {
      return parse(new Source(text, path)).definitions;
    } catch (error) {
      faults.push(...faultsOf(error, path));
      return [];
    }
  });
  const { fragments, others } = fragmentsOf(definitions);
  faults.push(...others.map((node) => `${placeOf(node)}: ${whyNot(node)}`));
  // What is missing may be in a file that can't be read.
  if (faults.length > 0) return { documents: [], faults };
  const documents = definitions.filter(isOperation).map((operation) => {
    const placed = withFragments(operation, fragments);
    const text = print(placed);
    return { id: sha256(text), text, at: placeOf(operation), placed };
  });
  return { documents, faults };
}

const isOperation = (node: DefinitionNode): node is OperationDefinitionNode =>
  node.kind === Kind.OPERATION_DEFINITION;

/** Those of one name and one text are one. */
function fragmentsOf(definitions: readonly DefinitionNode[]) {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const others: DefinitionNode[] = [];
  for (const node of definitions) {
    if (isOperation(node)) continue;
    const before = node.kind === Kind.FRAGMENT_DEFINITION ? fragments.get(node.name.value) : undefined;
    if (node.kind !== Kind.FRAGMENT_DEFINITION || (before && print(before) !== print(node)))
      others.push(node);
    else fragments.set(node.name.value, node);
  }
  return { fragments, others };
}

function whyNot(node: DefinitionNode): string {
  if (node.kind !== Kind.FRAGMENT_DEFINITION) return 'this is neither an operation nor a fragment.';
  return `there is another fragment ${node.name.value}, with another text.`;
}

/** In the order in which they are met. */
function withFragments(operation: OperationDefinitionNode, fragments: Fragments): DocumentNode {
  const used = new Set<FragmentDefinitionNode>();
  const follow = (node: DefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(fragment)) return;
        used.add(fragment);
        follow(fragment);
      },
    });
  };
  follow(operation);
  return { kind: Kind.DOCUMENT, definitions: [operation, ...used] };
}

const placeOf = ({ loc }: DefinitionNode): string =>
  loc ? `${loc.source.name}:${loc.startToken.line}` : 'unknown';
