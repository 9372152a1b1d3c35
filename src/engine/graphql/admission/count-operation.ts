// Count of an operation's values and documents, as far as it does not depend on variables: a value counts once for each
// entry of the lists above it, a list by its `first` or by the most that is declared of it.
import {
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { LIMITS } from '../../model/limits.ts';
import { LEAF, NOTHING, once, sumOf, times, type Amount, type Size } from './amounts.ts';
import {
  countIntrospection,
  introspectionBudget,
  isIntrospection,
  type Introspected,
} from './count-introspection.ts';
import { pageSizeOf } from './page-size.ts';

/** Said by fields to whoever counts what is asked for. */
export interface CountedExtensions {
  /** How many documents are read for it, whatever its arguments are. */
  readonly documents?: number;
  /** How many entries a list may have, and the lists in it. */
  readonly most?: readonly number[];
  /** How long its lists are is counted when its answer is there: each is one entry until then. */
  readonly countsItsAnswer?: boolean;
  /** Its entries are the page that `first` of the field above asks for. */
  readonly isPage?: boolean;
}

/** What is selected of one object. */
interface Selected {
  readonly plain: Amount;
  /** In each entry of the page that the field above asks for. */
  readonly perEntry: Amount;
}

type Field = GraphQLField<unknown, unknown>;
type Parent = GraphQLNamedType | null | undefined;

const NONE: Selected = { plain: NOTHING, perEntry: NOTHING };

interface Counting extends Introspected {
  readonly countsLists: boolean;
  /** By the name of the fragment. */
  readonly counted: Map<string, Selected>;
}

/** `@skip` and `@include` are not looked at: what might be read counts. So does what is selected twice. */
export function countOperation(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  operation: OperationDefinitionNode,
): Amount {
  const fragments = new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const budget = introspectionBudget();
  const counting: Counting = { schema, fragments, budget, counted: new Map(), countsLists: true };
  const { plain, perEntry } = below(
    counting,
    operation.selectionSet,
    schema.getRootType(operation.operation),
  );
  return sumOf([plain, times(LIMITS.entriesPerPage, perEntry)]);
}

function below(counting: Counting, { selections }: SelectionSetNode, parent: Parent): Selected {
  const parts = selections.map((node) => {
    if (node.kind === Kind.FIELD) return ofField(counting, node, parent);
    if (node.kind === Kind.FRAGMENT_SPREAD) return ofFragment(counting, node.name.value);
    const { typeCondition, selectionSet } = node;
    const type = typeCondition ? counting.schema.getType(typeCondition.name.value) : parent;
    return below(counting, selectionSet, type);
  });
  return {
    plain: sumOf(parts.map(({ plain }) => plain)),
    perEntry: sumOf(parts.map(({ perEntry }) => perEntry)),
  };
}

/** Worked out once, however often it is spread. One that is spread within itself is refused by validation. */
function ofFragment(counting: Counting, name: string): Selected {
  const { schema, fragments, counted } = counting;
  const known = counted.get(name);
  if (known) return known;
  counted.set(name, NONE);
  const fragment = fragments.get(name);
  if (!fragment) return NONE;
  const type = schema.getType(fragment.typeCondition.name.value);
  const { plain, perEntry } = below(counting, fragment.selectionSet, type);
  const selected = { plain: once(plain), perEntry: once(perEntry) };
  counted.set(name, selected);
  return selected;
}

function ofField(counting: Counting, node: FieldNode, parent: Parent): Selected {
  const isRead = parent === counting.schema.getQueryType();
  if (isRead && isIntrospection(node)) {
    return { plain: countIntrospection(counting, node), perEntry: NOTHING };
  }
  const hasFields = isObjectType(parent) || isInterfaceType(parent);
  const field = hasFields ? parent.getFields()[node.name.value] : undefined;
  const type = field && getNamedType(field.type);
  const within =
    field && extensionsOf(field).countsItsAnswer
      ? { ...counting, counted: new Map(), countsLists: false }
      : counting;
  const inner = node.selectionSet ? below(within, node.selectionSet, type) : { ...NONE, plain: LEAF };
  // What is not there is refused by validation.
  if (!field) return inner;
  const page = pageSizeOf(field, node);
  const entries = counting.countsLists ? ofEntries(field, page, inner) : inner.plain;
  const whole = sumOf([entries, isRead ? readBy(field, page) : listedBy(field)]);
  return extensionsOf(field).isPage
    ? { plain: NOTHING, perEntry: whole }
    : { plain: whole, perEntry: NOTHING };
}

/** The documents of a query: its page, or what it says of itself, or one. */
function readBy(field: Field, page: Size | undefined): Amount {
  const { documents = 1 } = extensionsOf(field);
  return page === undefined ? { leaves: 0, documents } : times(page, { leaves: 0, documents: 1 });
}

/** Those that a field below a query reads on its own. */
function listedBy(field: Field): Amount {
  return { leaves: 0, documents: extensionsOf(field).documents ?? 0 };
}

function ofEntries(field: Field, page: Size | undefined, { plain, perEntry }: Selected): Amount {
  if (!isListType(getNullableType(field.type))) {
    return sumOf([plain, times(page ?? LIMITS.entriesPerPage, perEntry)]);
  }
  const all = sumOf([plain, times(LIMITS.entriesPerPage, perEntry)]);
  if (page !== undefined) return times(page, all);
  const { isPage = false, most = [] } = extensionsOf(field);
  return isPage ? all : times(entriesOf(field.type, most), all);
}

/** Of a list of lists, the entries of all of them. */
function entriesOf(type: GraphQLOutputType, most: readonly number[]): number {
  const list = getNullableType(type);
  if (!isListType(list)) return 1;
  const [own = LIMITS.entriesPerUndeclaredList, ...others] = most;
  return own * entriesOf(list.ofType, others);
}

function extensionsOf({ extensions }: Field): CountedExtensions {
  const { documents, most, isPage, countsItsAnswer } = extensions;
  return {
    ...(typeof documents === 'number' ? { documents } : {}),
    ...(Array.isArray(most) ? { most: most.map(Number) } : {}),
    ...(isPage === true ? { isPage } : {}),
    ...(countsItsAnswer === true ? { countsItsAnswer } : {}),
  };
}
