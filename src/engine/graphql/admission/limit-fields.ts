// Limit of fields that come to stand at one place of the answer, counted through fragments, before anything compares
// them with each other: validation takes every two fields of one response name together.
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

/** Of a level and all below it. */
interface Measure {
  readonly fields: number;
  readonly comparisons: number;
}

/** Throws DOCUMENT_TOO_LARGE. */
export function limitFields({ definitions }: DocumentNode): void {
  const fragments: Fragments = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const measureOf = measuring(fragments);
  const measures = definitions.flatMap((node) =>
    'selectionSet' in node ? [measureOf([node.selectionSet])] : [],
  );
  refuseMore(sumOf(measures));
}

/** What stands at several places by fragments is measured once, so that a short text never takes long. */
function measuring(fragments: Fragments): (level: Level) => Measure {
  const numbers = new Map<SelectionSetNode, number>();
  const numberOf = (set: SelectionSetNode): number => {
    const number = numbers.get(set) ?? numbers.size;
    numbers.set(set, number);
    return number;
  };
  const known = new Map<string, Measure>();
  const measure = (level: Level): Measure => {
    const sets = [...new Set(level.map((set) => unwrapped(set, fragments)))];
    const key = sets.map(numberOf).join();
    const before = known.get(key);
    if (before) return before;
    // Who comes back here before it is known has come to a fragment within itself.
    known.set(key, WITHOUT_END);
    const named = fieldsOf(sets, fragments);
    refuseNames(named.size);
    const parts = [...named.values()].map((nodes) => {
      const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      const own = { fields: nodes.length, comparisons: comparisonsOf(nodes) };
      return below.length === 0 ? own : sumOf([own, measure(below)]);
    });
    const whole = sumOf(parts);
    refuseMore(whole);
    known.set(key, whole);
    return whole;
  };
  return measure;
}

const WITHOUT_END: Measure = { fields: Number.POSITIVE_INFINITY, comparisons: 0 };

const sumOf = (measures: readonly Measure[]): Measure => {
  let [fields, comparisons] = [0, 0];
  for (const each of measures) {
    fields += each.fields;
    comparisons += each.comparisons;
  }
  return { fields, comparisons };
};

/** The selection of a fragment in the place of one that has nothing but it. */
function unwrapped(set: SelectionSetNode, fragments: Fragments): SelectionSetNode {
  let inner = set;
  // As often as there are fragments, because one may lead to itself.
  for (let left = fragments.size; left > 0; left -= 1) {
    const [only, ...others] = inner.selections;
    if (only?.kind !== Kind.FRAGMENT_SPREAD || others.length > 0) return inner;
    const fragment = fragments.get(only.name.value);
    if (!fragment) return inner;
    inner = fragment.selectionSet;
  }
  return inner;
}

function refuseNames(count: number): void {
  if (count <= LIMITS.responseNames) return;
  const how = `a selection has ${count} response names, at most ${LIMITS.responseNames} are allowed`;
  throw tooLarge(how, SPLIT);
}

function refuseMore({ fields, comparisons }: Measure): void {
  if (fields > LIMITS.fieldsPerDocument) {
    const how = `written without fragments it has more than ${LIMITS.fieldsPerDocument} fields`;
    throw tooLarge(how, 'Ask for less, and for no fragment within itself.');
  }
  if (comparisons > LIMITS.fieldComparisons) {
    throw tooLarge('it selects fields of one response name too often', 'Select each of them once.');
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
