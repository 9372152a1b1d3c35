// The name of a document in a request: GraphQL over HTTP's `documentId`, or the hash of Apollo's persisted queries.
// https://github.com/graphql/graphql-over-http, appendix A
// https://www.apollographql.com/docs/apollo-server/performance/apq
import type { GraphQLError } from 'graphql';
import { DOCUMENT_ID } from '../../model/trusted-documents.ts';
import { isRecord } from '../is-record.ts';
import { badNaming, notFound } from './refusals.ts';

/** What of a request says which document it means; anything may be there. */
export interface Naming {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

interface Named {
  readonly name: string;
  /** Whether a text beside it is to be registered under it. */
  readonly isAutomatic: boolean;
}

const OF_SHA_256 = 'sha256:';

/** Whether it is named at all. */
export const isNamed = (naming: Naming): boolean =>
  isThere(naming.documentId) || isThere(automatic(naming.extensions));

/** Undefined if it is not named; why, if it is not named well. */
export function namedIn({ documentId, extensions }: Naming): Named | GraphQLError | undefined {
  if (isThere(documentId)) {
    if (typeof documentId !== 'string') return badNaming('documentId must be a string.');
    return named(documentId, false);
  }
  const persisted = automatic(extensions);
  if (!isThere(persisted)) return undefined;
  if (!isRecord(persisted) || persisted['version'] !== 1)
    return badNaming('Unsupported persisted query version');
  const { sha256Hash } = persisted;
  if (typeof sha256Hash !== 'string') return badNaming('sha256Hash must be a string.');
  return named(sha256Hash, true);
}

/** As it is stored. */
export const bareId = (id: string): string => (id.startsWith(OF_SHA_256) ? id.slice(OF_SHA_256.length) : id);

function named(id: string, isAutomatic: boolean): Named | GraphQLError {
  const name = bareId(id);
  return DOCUMENT_ID.test(name) ? { name, isAutomatic } : notFound();
}

const automatic = (extensions: unknown): unknown =>
  isRecord(extensions) ? extensions['persistedQuery'] : undefined;

const isThere = (value: unknown): boolean => value !== undefined && value !== null;
