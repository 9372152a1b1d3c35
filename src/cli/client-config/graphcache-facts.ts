// Facts for urql's Graphcache: those of any cache, and an outline of each type of the schema.
import {
  getNullableType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { byName, cacheFactsOf, ownTypes, type ByName, type FieldFact } from './cache-facts.ts';

interface Outline {
  /** Names with `!` where not null and `[]` where lists. */
  readonly fields: string;
  readonly implements?: readonly string[];
}

/** Graphcache keeps every other field under its arguments, and replaces lists. */
type ResolvedFact = Extract<FieldFact, { kind: 'document' }> | { readonly kind: 'pages' };

interface GraphcacheFacts {
  readonly roots: Readonly<Record<'query' | 'mutation' | 'subscription', string | null>>;
  readonly objects: ByName<Outline>;
  readonly interfaces: ByName<Outline>;
  /** Members of each. */
  readonly unions: ByName<readonly string[]>;
  readonly embedded: readonly string[];
  /** By type, then by field. */
  readonly fields: ByName<ByName<ResolvedFact>>;
}

export function graphcacheFactsOf(schema: GraphQLSchema): GraphcacheFacts {
  const { possibleTypes, embedded, fields } = cacheFactsOf(schema);
  const types = ownTypes(schema);
  return {
    roots: {
      query: schema.getQueryType()?.name ?? 'Query',
      mutation: schema.getMutationType()?.name ?? null,
      subscription: schema.getSubscriptionType()?.name ?? null,
    },
    objects: outlinesOf(types.filter(isObjectType)),
    interfaces: outlinesOf(types.filter(isInterfaceType)),
    unions: byName(types.filter(isUnionType).map(({ name }) => [name, possibleTypes[name] ?? []])),
    embedded,
    fields: byName(
      Object.entries(fields)
        .map(([type, own]) => [type, resolvedOf(own)] as const)
        .filter(([, own]) => Object.keys(own).length > 0),
    ),
  };
}

function resolvedOf(fields: ByName<FieldFact>): ByName<ResolvedFact> {
  const facts = Object.entries(fields).flatMap(
    ([name, fact]): readonly (readonly [string, ResolvedFact])[] => {
      if (fact.kind === 'document') return [[name, fact]];
      return fact.kind === 'pages' ? [[name, { kind: fact.kind }]] : [];
    },
  );
  return byName(facts);
}

const outlinesOf = (types: readonly (GraphQLObjectType | GraphQLInterfaceType)[]): ByName<Outline> =>
  byName(
    types.map((type) => {
      const fields = Object.values(type.getFields()).map(({ name, type: of }) => name + suffixOf(of));
      const above = type.getInterfaces().map(({ name }) => name);
      return [type.name, { fields: fields.join(' '), ...(above.length > 0 && { implements: above }) }];
    }),
  );

function suffixOf(type: GraphQLOutputType): string {
  const nullable = getNullableType(type);
  const list = isListType(nullable) ? `[${suffixOf(nullable.ofType)}]` : '';
  return `${list}${isNonNullType(type) ? '!' : ''}`;
}
