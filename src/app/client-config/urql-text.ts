// The module that makes urql's Graphcache know a schema: `cacheExchange(graphcacheConfig)`.
import {
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { cacheFactsOf, interfacesOf, type CacheFacts, type FieldFact } from './cache-facts.ts';

const HEAD = `// Made from the schema by "npm run client-config", not by hand: what urql's Graphcache has to know of it.
// cacheExchange(graphcacheConfig)
/* oxlint-disable max-params -- Graphcache gives a resolver four. */
import type { Cache, CacheExchangeOpts, Resolver } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

/** Part of what it is found in. */
const embedded = () => null;

/**
 * One document, found by its id whoever brought it: a query, a mutation's payload or a subscription. An older version
 * than \`minVersion\` is as good as none.
 */
function oneDocument(typename: string, by?: string): Resolver {
  return (_parent, args, cache, { parentKey, fieldName }) => {
    const recorded = cache.resolve(parentKey, fieldName, givenOf(args));
    const id = by === undefined ? undefined : args[by];
    const known = typeof id === 'string' || typeof id === 'number';
    const key = known ? cache.keyOfEntity({ __typename: typename, id: String(id) }) : recorded;
    const consistency = args['consistency'];
    const mayBeStale =
      typeof consistency === 'object' &&
      consistency !== null &&
      'ifBehind' in consistency &&
      consistency.ifBehind === 'STALE';
    const version = typeof key === 'string' ? cache.resolve(key, 'version') : undefined;
    const atLeast = mayBeStale ? undefined : args['minVersion'];
    const isTooOld = typeof version === 'number' && typeof atLeast === 'number' && version < atLeast;
    const isKnown = typeof key === 'string' && cache.resolve(key, '__typename') === typename;
    if (isKnown && !isTooOld) return key;
    return recorded === null ? null : undefined;
  };
}

/** Graphcache keeps a field without arguments under another key than one with none given. */
const givenOf = <Args extends object>(args: Args | null | undefined): Args | undefined =>
  args && Object.keys(args).length > 0 ? args : undefined;

const joined = relayPagination();

/** relayPagination() passes over a first page that was asked for without any arguments. */
function alsoWithoutArguments(cache: Cache): Cache {
  const changed: Pick<Cache, 'inspectFields' | 'resolve'> = {
    inspectFields: (entity) =>
      cache.inspectFields(entity).map((field) => ({ ...field, arguments: field.arguments ?? {} })),
    resolve: (entity, field, args) => cache.resolve(entity, field, givenOf(args)),
  };
  return Object.assign(Object.create(cache), changed);
}

/** Pages joined into one list. Of \`edges\` and \`nodes\`, those that nobody asked for are unknown and not empty. */
const pages: Resolver = (parent, args, cache, info) => {
  const list = joined(parent, args, alsoWithoutArguments(cache), info);
  if (typeof list !== 'object' || list === null || !('edges' in list && 'nodes' in list)) {
    return list ?? (cache.resolve(info.parentKey, info.fieldName, givenOf(args)) === null ? null : undefined);
  }
  const { edges, nodes, ...others } = list;
  const isAsked = (some: unknown, other: unknown) => !isEmpty(some) || isEmpty(other);
  return { ...others, ...(isAsked(edges, nodes) && { edges }), ...(isAsked(nodes, edges) && { nodes }) };
};

const isEmpty = (list: unknown): boolean => !Array.isArray(list) || list.length === 0;

interface Outline {
  /** Fields with \`!\` where not null and \`[]\` where lists. */
  readonly fields: string;
  readonly implements?: readonly string[];
}

/** As much of an introspection as Graphcache looks at: names, members, and what may be null. */
function introspection(
  objects: Readonly<Record<string, Outline>>,
  interfaces: Readonly<Record<string, Outline>>,
  unions: Readonly<Record<string, readonly string[]>>,
) {
  const named = (names: readonly string[] = []) => names.map((name) => ({ name }));
  const outlined = (kind: 'OBJECT' | 'INTERFACE', outlines: Readonly<Record<string, Outline>>) =>
    Object.entries(outlines).map(([name, { fields, implements: above }]) => {
      return { kind, name, fields: fields.split(' ').map(field), interfaces: named(above) };
    });
  const members = Object.entries(unions).map(([name, of]) => ({
    kind: 'UNION' as const,
    name,
    possibleTypes: named(of),
  }));
  return [...outlined('OBJECT', objects), ...outlined('INTERFACE', interfaces), ...members];
}

interface TypeRef {
  readonly kind: string;
  readonly ofType?: TypeRef;
}

function field(text: string) {
  return { name: /^\\w+/.exec(text)?.[0] ?? '', type: typeOf(text), args: [] };
}

function typeOf(text: string): TypeRef {
  if (text.endsWith('!')) return { kind: 'NON_NULL', ofType: typeOf(text.slice(0, -1)) };
  if (text.endsWith(']')) return { kind: 'LIST', ofType: typeOf(text.slice(text.indexOf('[') + 1, -1)) };
  return { kind: 'SCALAR' };
}
`;

export function urqlText(schema: GraphQLSchema): string {
  const facts = cacheFactsOf(schema);
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const unions = types
    .filter(isUnionType)
    .map(({ name }) => [name, facts.possibleTypes.get(name) ?? []] as const);
  const root = (type: GraphQLObjectType | null | undefined) => (type ? `{ name: '${type.name}' }` : 'null');
  return `${HEAD}
const objects = {
${outlinesText(types.filter(isObjectType))}
};

const interfaces = {
${outlinesText(interfacesOf(schema))}
};

const unions = {
${unions.map(([name, members]) => `  ${name}: [${members.map((member) => `'${member}'`).join(', ')}],`).join('\n')}
};

export const graphcacheConfig = {
  keys: {
${facts.embedded.map((name) => `    ${name}: embedded,`).join('\n')}
  },
  resolvers: {
${resolversText(facts)}
  },
  schema: {
    __schema: {
      queryType: { name: '${schema.getQueryType()?.name ?? 'Query'}' },
      mutationType: ${root(schema.getMutationType())},
      subscriptionType: ${root(schema.getSubscriptionType())},
      types: introspection(objects, interfaces, unions),
    },
  },
} satisfies CacheExchangeOpts;
`;
}

function outlinesText(types: readonly (GraphQLObjectType | GraphQLInterfaceType)[]): string {
  const lines = types.map((type) => {
    const fields = Object.values(type.getFields()).map(({ name, type: of }) => name + suffixOf(of));
    const above = type.getInterfaces().map(({ name }) => `'${name}'`);
    const implementing = above.length === 0 ? '' : `, implements: [${above.join(', ')}]`;
    return `  ${type.name}: { fields: '${fields.join(' ')}'${implementing} },`;
  });
  return lines.sort().join('\n');
}

function suffixOf(type: GraphQLOutputType): string {
  const nullable = getNullableType(type);
  const list = isListType(nullable) ? `[${suffixOf(nullable.ofType)}]` : '';
  return `${list}${isNonNullType(type) ? '!' : ''}`;
}

function resolversText({ fields }: CacheFacts): string {
  const types = [...fields].flatMap(([type, own]) => {
    const resolvers = [...own].flatMap(([name, fact]) => {
      const text = resolverText(fact);
      return text === undefined ? [] : [`      ${name}: ${text},`];
    });
    return resolvers.length === 0 ? [] : [`    ${type}: {\n${resolvers.join('\n')}\n    },`];
  });
  return types.join('\n');
}

function resolverText(fact: FieldFact): string | undefined {
  if (fact.kind === 'pages') return 'pages';
  if (fact.kind !== 'document') return undefined;
  return fact.by === undefined ? `oneDocument('${fact.type}')` : `oneDocument('${fact.type}', '${fact.by}')`;
}
