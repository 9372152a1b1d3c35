// The resolver of one document.
import type { Resolver } from '@urql/exchange-graphcache';
import type { DocumentFact } from '../core/cache-facts.ts';
import { documentId } from '../core/document-id.ts';
import { leastVersion } from '../core/least-version.ts';
import { givenOf } from './given-arguments.ts';

/**
 * Found by its id whoever brought it: a query, a mutation's payload or a subscription. With `minVersion` only if that
 * question has been answered: who brought the version need not have brought all that is asked for.
 */
export function oneDocument({ type, by }: DocumentFact): Resolver {
  // oxlint-disable-next-line max-params -- Graphcache gives a resolver four.
  return (_parent, args, cache, { parentKey, fieldName }) => {
    const recorded = cache.resolve(parentKey, fieldName, givenOf(args));
    const id = documentId(args, by);
    const key = id === undefined ? recorded : cache.keyOfEntity({ __typename: type, id });
    if (typeof key === 'string' && cache.resolve(key, '__typename') === type) {
      const atLeast = leastVersion(args);
      const version = cache.resolve(key, 'version');
      if (atLeast === undefined) return key;
      if (recorded && typeof version === 'number' && version >= atLeast) return key;
    }
    return recorded === null ? null : undefined;
  };
}
