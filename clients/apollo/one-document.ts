// The field policy of one document.
import type { FieldPolicy, Reference } from '@apollo/client';
import { print } from '@apollo/client/utilities';
import type { DocumentFact } from '../core/cache-facts.ts';
import { documentId } from '../core/document-id.ts';
import { leastVersion } from '../core/least-version.ts';

/**
 * Found by its id whoever brought it: a query, a mutation's payload or a subscription. With `minVersion` only if that
 * question has been answered: who brought the version need not have brought all that is asked for.
 */
export function oneDocument({ type, by }: DocumentFact): FieldPolicy<Reference | null> {
  return {
    keyArgs(args, { field }) {
      const atLeast = leastVersion(args);
      if (atLeast === undefined) return by === undefined ? false : [by];
      const selected = field?.selectionSet ? print(field.selectionSet) : '';
      return JSON.stringify([by && args?.[by], atLeast, selected]);
    },
    read(existing, { args, canRead, readField, toReference }) {
      const id = documentId(args, by);
      const found = id === undefined ? existing : toReference({ __typename: type, id });
      if (!found || !canRead(found)) return existing;
      const atLeast = leastVersion(args);
      if (atLeast === undefined) return found;
      const version = readField('version', found);
      const isAnswer = existing && typeof version === 'number' && version >= atLeast;
      return isAnswer ? found : existing === null ? null : undefined;
    },
  };
}
