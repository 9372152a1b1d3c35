// Validation rule: how many documents one operation may ask for, counted through fragments and aliases, before any is read.
import {
  getNamedType,
  GraphQLError,
  isInterfaceType,
  isObjectType,
  Kind,
  type ASTVisitor,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { LIMITS } from '../../model/limits.ts';

type Field = GraphQLField<unknown, unknown>;

/** Said by fields of `Query` that read several documents, whatever their arguments are: how many at most. */
export interface ReadExtensions {
  readonly documents: number;
}

/** `@skip` and `@include` are not looked at: what might be read counts. */
export function limitReads(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      const root = context.getSchema().getRootType(node.operation);
      const documents = root ? countDocuments(context).below(node.selectionSet, root) : 0;
      if (documents <= LIMITS.documentsPerOperation) return;
      const message =
        `At most ${LIMITS.documentsPerOperation} documents can be read by one operation; this one asks for up to ` +
        `${documents}. Ask for smaller pages, or in several operations.`;
      context.reportError(
        new GraphQLError(message, { nodes: node, extensions: { code: 'TOO_MANY_DOCUMENTS' } }),
      );
    },
  };
}

function countDocuments(context: ValidationContext) {
  const schema = context.getSchema();
  const query = schema.getQueryType();
  const fragments = new Map<string, number>();

  const below = ({ selections }: SelectionSetNode, parent: GraphQLNamedType | undefined): number => {
    let documents = 0;
    for (const node of selections) {
      if (node.kind === Kind.FIELD) documents += ofField(node, parent);
      else if (node.kind === Kind.FRAGMENT_SPREAD) documents += ofFragment(node.name.value);
      else {
        const { typeCondition } = node;
        const type = typeCondition ? schema.getType(typeCondition.name.value) : parent;
        documents += below(node.selectionSet, type);
      }
    }
    return documents;
  };

  /** Worked out once, however often it is spread: so neither fragments of fragments nor circles take long. */
  const ofFragment = (name: string): number => {
    const known = fragments.get(name);
    if (known !== undefined) return known;
    fragments.set(name, 0);
    const fragment = context.getFragment(name);
    const documents = fragment
      ? below(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value))
      : 0;
    fragments.set(name, documents);
    return documents;
  };

  const ofField = (node: FieldNode, parent: GraphQLNamedType | undefined): number => {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return 0;
    const field = parent.getFields()[node.name.value];
    if (!field) return 0;
    // What a read answers leads to no other read.
    if (parent === query) return pageSize(node, field) ?? documentsOf(field) ?? 1;
    return node.selectionSet ? below(node.selectionSet, getNamedType(field.type)) : 0;
  };
  return { below };
}

/** Of a field with an argument `first`; the greatest there may be where that is a variable. */
function pageSize({ arguments: given = [] }: FieldNode, { args }: Field): number | undefined {
  const taken = args.find(({ name }) => name === 'first');
  if (taken === undefined) return undefined;
  const value = given.find(({ name }) => name.value === 'first')?.value;
  if (value === undefined) return Number(taken.defaultValue ?? LIMITS.entriesPerPage);
  const size = value.kind === Kind.INT ? Number(value.value) : LIMITS.entriesPerPage;
  return Math.min(Math.max(size, 1), LIMITS.entriesPerPage);
}

function documentsOf({ extensions: { documents } }: Field): number | undefined {
  return typeof documents === 'number' ? documents : undefined;
}
