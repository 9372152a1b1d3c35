// Apollo Client's cache, made of what is known of a schema: documents are found by their ids, copies are replaced with what
// they are found in, pages are joined. An entry of its own, because who has another cache does not need it.
import {
  InMemoryCache,
  type FieldPolicy,
  type InMemoryCacheConfig,
  type TypePolicies,
  type TypePolicy,
} from '@apollo/client';
import type { ByName, DocumentFact } from '../core/cache-facts.ts';
import { joinedPages } from './joined-pages.ts';
import { oneDocument } from './one-document.ts';

/** What is told of a field of a document or of the root. `keyArguments` are those that say what is asked for. */
export type ApolloFieldFact =
  | DocumentFact
  | { readonly kind: 'pages'; readonly keyArguments: readonly string[] }
  /** Another field that can be read at a version. */
  | { readonly kind: 'read'; readonly keyArguments: readonly string[]; readonly isList?: true }
  /** A list that a newer one replaces. */
  | { readonly kind: 'list' };

/** Written by `npm run client-config`. */
export interface ApolloFacts {
  /** Members of each interface and union. */
  readonly possibleTypes: ByName<readonly string[]>;
  /** Types that are part of what they are found in. */
  readonly embedded: readonly string[];
  /** By type, then by field. */
  readonly fields: ByName<ByName<ApolloFieldFact>>;
}

export type CacheConfig = Pick<InMemoryCacheConfig, 'dataIdFromObject' | 'possibleTypes' | 'typePolicies'>;

/** `more` is what else `InMemoryCache` takes; policies of one's own are added by `cache.policies.addTypePolicies`. */
export const createCache = (facts: ApolloFacts, more: Omit<InMemoryCacheConfig, keyof CacheConfig> = {}) =>
  new InMemoryCache({ ...more, ...cacheConfig(facts) });

/** For a cache that is made otherwise: `new InMemoryCache(cacheConfig(facts))`. */
export function cacheConfig({ possibleTypes, embedded, fields }: ApolloFacts): CacheConfig {
  const typePolicies: TypePolicies = {};
  for (const type of embedded) typePolicies[type] = EMBEDDED;
  for (const [type, facts] of Object.entries(fields)) {
    const policies = Object.entries(facts).map(([field, fact]) => [field, policyOf(fact)] as const);
    typePolicies[type] = { ...typePolicies[type], fields: Object.fromEntries(policies) };
  }
  const members = Object.entries(possibleTypes).map(([type, names]): [string, string[]] => [
    type,
    [...names],
  ]);
  return { dataIdFromObject: keyOf, possibleTypes: Object.fromEntries(members), typePolicies };
}

/** By what is `id` in the schema, whatever else an answer calls so. */
const keyOf: NonNullable<InMemoryCacheConfig['dataIdFromObject']> = (
  _named,
  { typename, storeObject: { id } },
) => (typename && (typeof id === 'string' || typeof id === 'number') ? `${typename}:${id}` : undefined);

/** Part of what it is found in, and replaced with it: fields of two states must not be mixed. */
const EMBEDDED: TypePolicy = { keyFields: false, merge: false };

function policyOf(fact: ApolloFieldFact): FieldPolicy {
  switch (fact.kind) {
    case 'document':
      return oneDocument(fact);
    case 'pages':
      return joinedPages(keysOf(fact.keyArguments));
    case 'read':
      return { keyArgs: keysOf(fact.keyArguments), ...(fact.isList && { merge: false }) };
    case 'list':
      return { merge: false };
  }
}

const keysOf = (names: readonly string[]): readonly string[] | false => (names.length === 0 ? false : names);
