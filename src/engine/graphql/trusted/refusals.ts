// Refusals of documents that are named and not sent, or sent and not trusted.
import { GraphQLError } from 'graphql';
import { retryAfterS } from '../errors.ts';

/**
 * By the words that clients of persisted queries know, which then send the text. They expect status 200.
 */
export function notFound(): GraphQLError {
  return refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', { status: 200 });
}

/** By words that they know too: they send the text then, and no hashes any more. */
export const notSupported = (): GraphQLError =>
  refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported', { spec: true, status: 400 });

export function notTrusted(): GraphQLError {
  const message = 'This server runs trusted documents only, and this is none of them.';
  return refusal('DOCUMENT_NOT_TRUSTED', message, { spec: true, status: 400 });
}

export const badNaming = (message: string): GraphQLError => refusal('BAD_REQUEST', message, { status: 400 });

export function tooManyLookups(): GraphQLError {
  const headers = { 'retry-after': String(retryAfterS(undefined)) };
  return refusal('OVERLOADED', 'Too many unknown documents are asked for.', { status: 503, headers });
}

export function storeAway(): GraphQLError {
  const message = 'The store of documents does not answer at present, and nothing was executed. Try again.';
  return refusal('STORE_UNAVAILABLE', message, { status: 503 });
}

interface ToHttp {
  readonly status: number;
  /** Only for answers of type `application/graphql-response+json`. */
  readonly spec?: true;
  readonly headers?: Readonly<Record<string, string>>;
}

function refusal(code: string, message: string, http: ToHttp): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http } });
}
