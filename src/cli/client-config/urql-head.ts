// The head of the module for urql's Graphcache, the same for every schema: how it finds documents and joins pages.
export const HEAD = `// Made from the schema by "npm run client-config", not by hand: what urql's Graphcache has to know of it.
// cacheExchange(graphcacheConfig)
/* oxlint-disable max-params -- Graphcache gives a resolver four. */
import { stringifyVariables } from '@urql/core';
import type {
  Cache,
  CacheExchangeOpts,
  DataFields,
  ResolveInfo,
  Resolver,
  Variables,
} from '@urql/exchange-graphcache';

/** Part of what it is found in. */
const embedded = () => null;

/**
 * One document, found by its id whoever brought it: a query, a mutation's payload or a subscription. With \`minVersion\` only
 * if that question has been answered: who brought the version need not have brought all that is asked for.
 */
function oneDocument(typename: string, by?: string): Resolver {
  return (_parent, args, cache, { parentKey, fieldName }) => {
    const recorded = cache.resolve(parentKey, fieldName, givenOf(args));
    const id = by === undefined ? undefined : args[by];
    const known = typeof id === 'string' || typeof id === 'number';
    const key = known ? cache.keyOfEntity({ __typename: typename, id: String(id) }) : recorded;
    if (typeof key === 'string' && cache.resolve(key, '__typename') === typename) {
      const atLeast = leastOf(args);
      const version = cache.resolve(key, 'version');
      if (atLeast === undefined) return key;
      if (recorded && typeof version === 'number' && version >= atLeast) return key;
    }
    return recorded === null ? null : undefined;
  };
}

/** The version that is asked for, unless an older one will do. */
function leastOf({ minVersion, consistency }: Variables): number | undefined {
  const mayBeOlder =
    typeof consistency === 'object' &&
    consistency !== null &&
    'ifBehind' in consistency &&
    consistency['ifBehind'] === 'STALE';
  return typeof minVersion === 'number' && !mayBeOlder ? minVersion : undefined;
}

/** Graphcache keeps a field without arguments under another key than one with none given. */
const givenOf = <Args extends object>(args: Args | null | undefined): Args | undefined =>
  args && Object.keys(args).length > 0 ? args : undefined;

/**
 * Pages joined into one list: the first one, and what goes on where the page before it ends. A page that goes on nowhere is
 * of the list as it was. Of \`edges\` and \`nodes\`, those that nobody asked for are unknown and not empty.
 */
const pages: Resolver = (_parent, args, cache, info) => {
  const own = cache.resolve(info.parentKey, info.fieldName, givenOf(args));
  const list = listOf(args, cache, info);
  const [first] = list;
  const last = list.at(-1);
  const typename = first && cache.resolve(first, '__typename');
  if (!first || !last || typeof typename !== 'string') return own === null ? null : undefined;
  // What is asked for is still to come.
  if (typeof own !== 'string') info.partial = true;
  const edges = joined(cache, list, 'edges');
  const nodes = joined(cache, list, 'nodes');
  return {
    __typename: typename,
    ...(edges && { edges }),
    ...(nodes && { nodes }),
    pageInfo: {
      __typename: 'PageInfo',
      ...pageInfoOf(cache, first, ['startCursor', 'hasPreviousPage']),
      ...pageInfoOf(cache, last, ['endCursor', 'hasNextPage']),
    },
  };
};

/** Keys of the pages that follow each other. */
function listOf(args: Variables, cache: Cache, { parentKey, fieldName }: ResolveInfo): readonly string[] {
  const question = questionOf(args);
  const kept = cache.inspectFields(parentKey).flatMap((field) => {
    if (field.fieldName !== fieldName || questionOf(field.arguments) !== question) return [];
    const key = cache.resolve(parentKey, field.fieldKey);
    return typeof key === 'string' ? [{ key, ...pageOf(field.arguments) }] : [];
  });
  const pageAfter = (end: unknown): string | undefined => {
    const some = kept.filter(({ after }) => after === end);
    return (some.find(({ first }) => first === args['first']) ?? some.at(-1))?.key;
  };
  const list: string[] = [];
  let page = pageAfter(undefined) ?? pageAfter(args['after']);
  while (page !== undefined && !list.includes(page)) {
    list.push(page);
    const end = endOf(cache, page);
    page = typeof end === 'string' ? pageAfter(end) : undefined;
  }
  return list;
}

const pageOf = (args: Variables | null) => ({ after: args?.['after'], first: args?.['first'] });

/** Without the arguments that tell the pages of one list apart. */
function questionOf(args: Variables | null): string {
  const { first: _first, after: _after, ...question } = args ?? {};
  return stringifyVariables(question);
}

function endOf(cache: Cache, page: string): unknown {
  const edges = cache.resolve(page, 'edges');
  const lastEdge: unknown = Array.isArray(edges) ? edges.at(-1) : undefined;
  const known = pageInfoOf(cache, page, ['endCursor']);
  return known['endCursor'] ?? (typeof lastEdge === 'string' ? cache.resolve(lastEdge, 'cursor') : undefined);
}

/** As much as is known of it. */
function pageInfoOf(cache: Cache, page: string, names: readonly string[]): DataFields {
  const key = cache.resolve(page, 'pageInfo');
  const fields: DataFields = {};
  if (typeof key !== 'string') return fields;
  for (const name of names) {
    const value = cache.resolve(key, name);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** Of all pages, each thing once; undefined if it was not asked for with each. */
function joined(cache: Cache, list: readonly string[], name: 'edges' | 'nodes'): string[] | undefined {
  const seen = new Set<unknown>();
  const all: string[] = [];
  for (const page of list) {
    const keys: unknown = cache.resolve(page, name);
    if (!Array.isArray(keys)) return undefined;
    for (const key of keys.filter((each) => typeof each === 'string')) {
      const node = name === 'edges' ? cache.resolve(key, 'node') : key;
      if (!seen.has(node)) all.push(key);
      seen.add(node);
    }
  }
  return all;
}

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
