// Count of an introspection, made on the schema itself: its types, fields and arguments are known, so the count is what
// will be answered.
import {
  getNamedType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { LIMITS } from '../../model/limits.ts';
import { isRecord } from '../is-record.ts';
import type { Amount, Count } from './amounts.ts';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

export const isIntrospection = ({ name: { value } }: FieldNode): boolean =>
  value === SchemaMetaFieldDef.name || value === TypeMetaFieldDef.name;

export interface Introspected {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  /** What may still be looked at, in all introspections of an operation together. */
  readonly budget: Budget;
}

interface Budget {
  left: number;
  /** The evaluation it is for, once there are variables. */
  run: number;
}

export const introspectionBudget = (): Budget => ({ left: 2 * LIMITS.leavesPerOperation, run: -1 });

export function countIntrospection(introspected: Introspected, node: FieldNode): Amount {
  const { schema } = introspected;
  const { selectionSet } = node;
  if (!selectionSet) return { leaves: 1, documents: 0 };
  const leavesOf = (value: unknown, type: GraphQLObjectType | undefined): Count => {
    const leaves = type && value ? countBelow(introspected, { selectionSet, value, type }) : 1;
    return { leaves, documents: 0 };
  };
  if (node.name.value === SchemaMetaFieldDef.name) {
    return leavesOf(schema, introspectionType(SchemaMetaFieldDef));
  }
  const name = node.arguments?.find((argument) => argument.name.value === 'name')?.value;
  const metaType = introspectionType(TypeMetaFieldDef);
  const typeNamed = (named: unknown) => (typeof named === 'string' ? schema.getType(named) : undefined);
  if (name?.kind !== Kind.VARIABLE) {
    return leavesOf(typeNamed(name?.kind === Kind.STRING ? name.value : undefined), metaType);
  }
  return ({ variables, run }) => {
    if (introspected.budget.run !== run) Object.assign(introspected.budget, introspectionBudget(), { run });
    return leavesOf(typeNamed(variables[name.name.value]), metaType);
  };
}

interface Target {
  readonly selectionSet: SelectionSetNode;
  readonly value: unknown;
  readonly type: GraphQLObjectType;
}

/** Infinite where it has come beyond everything that is allowed: there counting stops. */
function countBelow({ schema, fragments, budget }: Introspected, target: Target): number {
  const selections = new Map<SelectionSetNode, Selected>();
  // What is selected of one thing is counted once, however often it is reached.
  const known = new Map<SelectionSetNode, Map<unknown, number>>();
  const within = new Set<string>();

  const below = (at: Target): number => {
    const { selectionSet, value } = at;
    const values = taken(known, selectionSet, () => new Map<unknown, number>());
    const before = values.get(value);
    if (before !== undefined) return before;
    const { leaves, others } = taken(selections, selectionSet, () => selectedBy(selectionSet));
    budget.left -= 1 + leaves;
    if (budget.left < 0) return Infinity;
    const all = others.reduce((sum, node) => sum + ofSelection(node, at), leaves);
    values.set(value, all);
    return all;
  };

  const ofSelection = (node: SelectionNode, at: Target): number => {
    if (node.kind === Kind.FIELD) return ofField(node, at);
    if (node.kind === Kind.INLINE_FRAGMENT) return below({ ...at, selectionSet: node.selectionSet });
    const name = node.name.value;
    const fragment = fragments.get(name);
    // One that is spread within itself is refused by validation.
    if (!fragment || within.has(name)) return 0;
    within.add(name);
    const leaves = below({ ...at, selectionSet: fragment.selectionSet });
    within.delete(name);
    return leaves;
  };

  const ofField = ({ name, selectionSet }: FieldNode, { value, type }: Target): number => {
    const field = type.getFields()[name.value];
    const inner = field && introspectionType(field);
    if (!field || !selectionSet || !inner) return 1;
    const found = valueOf(field, value, schema);
    if (!Array.isArray(found)) return found ? below({ selectionSet, value: found, type: inner }) : 1;
    const leaves = found.reduce<number>(
      (sum, one) => sum + below({ selectionSet, value: one, type: inner }),
      0,
    );
    return Math.max(1, leaves);
  };

  return below(target);
}

interface Selected {
  readonly leaves: number;
  readonly others: readonly SelectionNode[];
}

function selectedBy({ selections }: SelectionSetNode): Selected {
  const others = selections.filter((node) => node.kind !== Kind.FIELD || node.selectionSet !== undefined);
  return { leaves: selections.length - others.length, others };
}

function taken<Key, Value>(from: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = from.get(key) ?? make();
  from.set(key, value);
  return value;
}

/** Of a field of the introspection itself; what is deprecated counts. */
function valueOf(field: GraphQLField<unknown, unknown>, source: unknown, schema: GraphQLSchema): unknown {
  const { resolve } = field;
  const found: unknown =
    resolve &&
    Reflect.apply(resolve, undefined, [source, { includeDeprecated: true }, undefined, { schema }]);
  if (resolve) return found;
  return isRecord(source) ? source[field.name] : undefined;
}

function introspectionType({
  type,
}: Pick<GraphQLField<unknown, unknown>, 'type'>): GraphQLObjectType | undefined {
  const named = getNamedType(type);
  return isObjectType(named) ? named : undefined;
}
