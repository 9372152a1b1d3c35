// Facts of a schema for a client's cache: which types are entities, which lists have pages, which arguments say
// how a thing is read and not which thing.
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

export type ByName<T> = Readonly<Record<string, T>>;

/** What is told of a field of an entity or of the root. */
export type FieldFact =
  /** One document; `by` is the argument with its id, absent where there is only one document. */
  | { readonly kind: 'document'; readonly type: string; readonly by?: string }
  | { readonly kind: 'pages'; readonly keyArguments: readonly string[] }
  /** Another field that can be read at a version: its other arguments. */
  | { readonly kind: 'read'; readonly keyArguments: readonly string[]; readonly isList?: true }
  /** A list that a newer one replaces. */
  | { readonly kind: 'list' };

export interface CacheFacts {
  /** Members of each interface and union. */
  readonly possibleTypes: ByName<readonly string[]>;
  /** Part of what they are found in. */
  readonly embedded: readonly string[];
  /** By type, then by field. */
  readonly fields: ByName<ByName<FieldFact>>;
}

/** They say how new an answer has to be; whoever asks without them asks for the same thing. */
const READING = new Set(['consistency', 'minVersion', 'maxWaitMs']);
const PAGING = new Set(['first', 'after']);

export function cacheFactsOf(schema: GraphQLSchema): CacheFacts {
  const roots = rootTypes(schema);
  const types = ownTypes(schema);
  const objects = types.filter(isObjectType).filter((type) => !roots.has(type));
  const names = (some: readonly GraphQLObjectType[]) => some.map(({ name }) => name).sort();
  return {
    possibleTypes: byName(
      types.filter(isAbstractType).map((type) => [type.name, names([...schema.getPossibleTypes(type)])]),
    ),
    embedded: names(objects.filter((type) => !isEntity(type))),
    fields: byName(
      [...roots, ...objects]
        .map((type) => [type.name, fieldsOf(type)] as const)
        .filter(([, own]) => Object.keys(own).length > 0),
    ),
  };
}

function rootTypes(schema: GraphQLSchema): ReadonlySet<GraphQLObjectType> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return new Set(roots.filter((type) => isObjectType(type)));
}

/**
 * A document of a read model. `id` and `version` alone don't make one: an update has both, and they are those of the
 * document it brings.
 */
function isEntity(type: GraphQLObjectType): boolean {
  return type.getInterfaces().some(({ name }) => name === 'Document');
}

function fieldsOf(type: GraphQLObjectType): ByName<FieldFact> {
  const facts = Object.values(type.getFields()).flatMap((field) => {
    const fact = factOf(field);
    // Lists in what is embedded go with it.
    return fact && (fact.kind !== 'list' || isEntity(type)) ? [[field.name, fact] as const] : [];
  });
  return byName(facts);
}

function factOf({ type, args }: GraphQLField<unknown, unknown>): FieldFact | undefined {
  const of = getNamedType(type);
  const others = args.map(({ name }) => name).filter((name) => !READING.has(name));
  const isList = isListType(getNullableType(type)) && isCompositeType(of);
  if (isObjectType(of) && isConnection(of) && others.includes('first')) {
    return { kind: 'pages', keyArguments: others.filter((name) => !PAGING.has(name)) };
  }
  const isOne = isObjectType(of) && isEntity(of) && !isList;
  if (isOne && args.some(({ name }) => name === 'minVersion') && others.length <= 1) {
    const [by] = others;
    return { kind: 'document', type: of.name, ...(by !== undefined && { by }) };
  }
  if (others.length < args.length) return { kind: 'read', keyArguments: others, ...(isList && { isList }) };
  return isList ? { kind: 'list' } : undefined;
}

function isConnection(type: GraphQLObjectType): boolean {
  const { edges, pageInfo } = type.getFields();
  return type.name.endsWith('Connection') && edges !== undefined && pageInfo !== undefined;
}

/** Sorted, so that the same schema has the same facts whatever order it is written in. */
export function byName<T>(entries: readonly (readonly [string, T])[]): ByName<T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Without those of introspection. */
export const ownTypes = (schema: GraphQLSchema): readonly GraphQLNamedType[] =>
  Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
