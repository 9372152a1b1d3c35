// The resolver of a list that comes in pages.
import { stringifyVariables } from '@urql/core';
import type { Cache, DataFields, ResolveInfo, Resolver, Variables } from '@urql/exchange-graphcache';
import { givenOf } from './given-arguments.ts';

/**
 * Pages joined into one list: the first one, and what goes on where the page before it ends. A page that goes on nowhere is
 * of the list as it was. Of `edges` and `nodes`, those that nobody asked for are unknown and not empty.
 */
// oxlint-disable-next-line max-params -- Graphcache gives a resolver four.
export const joinedPages: Resolver = (_parent, args, cache, info) => {
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
