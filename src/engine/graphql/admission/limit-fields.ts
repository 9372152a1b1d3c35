// How many fields come to stand at one place of the answer, counted through fragments, before anything compares them with
// each other: validation takes every two fields of one response name together.
import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { LIMITS } from '../../model/limits.ts';
import { tooLarge } from './refusals.ts';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Selections that are merged into one, because their fields have the same response name at the same place. */
type Level = readonly SelectionSetNode[];

const SPLIT = 'Ask for less, or in several operations.';
/** Arguments are compared too, which takes so many times as long. */
const WITH_ARGUMENTS = 50;

/** Throws DOCUMENT_TOO_LARGE. */
export function limitFields({ definitions }: DocumentNode): void {
  const fragments: Fragments = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const levels: Level[] = definitions.flatMap((node) =>
    'selectionSet' in node ? [[node.selectionSet]] : [],
  );
  let fields = 0;
  let comparisons = 0;
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    const named = fieldsOf(level, fragments);
    if (named.size > LIMITS.responseNames) {
      throw tooLarge(
        `a selection has ${named.size} response names, at most ${LIMITS.responseNames} are allowed`,
        SPLIT,
      );
    }
    for (const nodes of named.values()) {
      fields += nodes.length;
      comparisons += comparisonsOf(nodes);
      const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (below.length > 0) levels.push(below);
    }
    if (fields > LIMITS.fieldsPerDocument) {
      const how = `written without fragments it has more than ${LIMITS.fieldsPerDocument} fields`;
      throw tooLarge(how, 'Ask for less, and for no fragment within itself.');
    }
    if (comparisons > LIMITS.fieldComparisons) {
      throw tooLarge('it selects fields of one response name too often', 'Select each of them once.');
    }
  }
}

/** By response name; each fragment is entered once. */
function fieldsOf(level: Level, fragments: Fragments): ReadonlyMap<string, readonly FieldNode[]> {
  const named = new Map<string, FieldNode[]>();
  const entered = new Set<string>();
  const left = [...level];
  const add = (node: FieldNode): void => {
    const name = node.alias?.value ?? node.name.value;
    const nodes = named.get(name);
    if (nodes) nodes.push(node);
    else named.set(name, [node]);
  };
  const enter = (name: string): void => {
    const fragment = entered.has(name) ? undefined : fragments.get(name);
    entered.add(name);
    if (fragment) left.push(fragment.selectionSet);
  };
  for (let set = left.pop(); set !== undefined; set = left.pop()) {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) add(node);
      else if (node.kind === Kind.INLINE_FRAGMENT) left.push(node.selectionSet);
      else enter(node.name.value);
    }
  }
  return named;
}

function comparisonsOf(nodes: readonly FieldNode[]): number {
  if (nodes.length < 2) return 0;
  const withArguments = nodes.filter(({ arguments: given = [] }) => given.length > 0).length;
  return nodes.length ** 2 + WITH_ARGUMENTS * withArguments ** 2;
}
