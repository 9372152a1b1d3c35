// urql's Graphcache, made of what is known of a schema: documents are found by their ids, copies stay in what they are
// found in, pages are joined. An entry of its own, because who has another cache does not need it.
import type { Exchange } from '@urql/core';
import { cacheExchange, type CacheExchangeOpts, type Resolver } from '@urql/exchange-graphcache';
import type { ByName, DocumentFact } from '../core/cache-facts.ts';
import { introspection, type Outlines } from './introspection.ts';
import { joinedPages } from './joined-pages.ts';
import { oneDocument } from './one-document.ts';

/** What is told of a field of a document or of the root: it is one document, or a list that comes in pages. */
export type GraphcacheFieldFact = DocumentFact | { readonly kind: 'pages' };

/** Written by `npm run client-config`. */
export interface GraphcacheFacts extends Outlines {
  /** Types that are part of what they are found in. */
  readonly embedded: readonly string[];
  /** By type, then by field. */
  readonly fields: ByName<ByName<GraphcacheFieldFact>>;
}

export type GraphcacheConfig = Required<Pick<CacheExchangeOpts, 'keys' | 'resolvers' | 'schema'>>;

/** `more` is what else `cacheExchange` takes: `optimistic`, `updates` … */
export const graphcacheExchange = (
  facts: GraphcacheFacts,
  more: Omit<CacheExchangeOpts, keyof GraphcacheConfig> = {},
): Exchange => cacheExchange({ ...more, ...graphcacheConfig(facts) });

/** For a cache that is made otherwise: `offlineExchange({ ...graphcacheConfig(facts), storage })`. */
export function graphcacheConfig({ embedded, fields, ...outlines }: GraphcacheFacts): GraphcacheConfig {
  const resolvers = Object.entries(fields).map(([type, facts]) => {
    const own = Object.entries(facts).map(([field, fact]) => [field, resolverOf(fact)] as const);
    return [type, Object.fromEntries(own)] as const;
  });
  return {
    keys: Object.fromEntries(embedded.map((type) => [type, () => null])),
    resolvers: Object.fromEntries(resolvers),
    schema: introspection(outlines),
  };
}

const resolverOf = (fact: GraphcacheFieldFact): Resolver =>
  fact.kind === 'document' ? oneDocument(fact) : joinedPages;
