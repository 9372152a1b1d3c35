// The one table that says what a client may see of an error; everything that is not in it is masked.
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { SlipstreamError } from '../model/errors.ts';

/** Codes whose message and details are meant for clients. */
const SHOWN: ReadonlySet<string> = new Set([
  'COMMAND_OUTCOME_UNKNOWN',
  'DOCUMENT_PARKED',
  'FORBIDDEN',
  'INVALID_CURSOR',
  'INVALID_READ',
  'INVALID_SUBSCRIPTION',
  'INVALID_TOKEN',
  'OVERLOADED',
  'PROJECTION_BEHIND',
  'READ_MODEL_UNAVAILABLE',
  'REBUILDING',
  'SHUTTING_DOWN',
  'TOKEN_OF_ANOTHER_STORE',
  'UNAUTHENTICATED',
]);

/** Codes a client can act on whose own message and details are for operators, and what it is told instead. */
const REWORDED: ReadonlyMap<string, string> = new Map([
  [
    'UNKNOWN_EVENT_TYPE',
    'This was changed by another version of the service, which this one can not read yet. Nothing was changed.',
  ],
  ['STORE_UNAVAILABLE', 'The event store does not answer at present, and nothing was changed. Try again.'],
]);

const MASKED = 'INTERNAL_SERVER_ERROR';

/** A GraphQL error that says nothing of its cause; the cause is its `originalError`, which is never sent. */
export interface MaskedError extends GraphQLError {
  readonly originalError: Error;
}

export function isMasked(error: GraphQLError): error is MaskedError {
  return error.extensions['code'] === MASKED && error.originalError !== undefined;
}

/** What a client sees of any error. Pure and idempotent. */
export function clientErrorOf(error: unknown): GraphQLError {
  if (!(error instanceof GraphQLError)) return shown(error, undefined);
  if (typeof error.extensions['code'] === 'string') return error;
  const cause = error.originalError;
  if (cause === undefined || cause === null) return badInput(error);
  // GraphQL refuses a variable before there is a path, and an argument with its place in the document; what it can't
  // serialize has a path and no such place: that is a bug.
  if (cause instanceof GraphQLError && !cause.originalError && (cause.nodes || !error.path)) {
    return badInput(error);
  }
  return shown(cause, error);
}

function shown(cause: unknown, at: GraphQLError | undefined): GraphQLError {
  if (cause instanceof GraphQLError && typeof cause.extensions['code'] === 'string') {
    return new GraphQLError(cause.message, { ...placeOf(at), extensions: cause.extensions });
  }
  if (cause instanceof SlipstreamError) {
    const { code, details } = cause;
    const reworded = REWORDED.get(code);
    if (reworded !== undefined) return new GraphQLError(reworded, { ...placeOf(at), extensions: { code } });
    if (SHOWN.has(code)) {
      return new GraphQLError(cause.message, { ...placeOf(at), extensions: { ...details, code } });
    }
  }
  const originalError = cause instanceof Error ? cause : new Error(String(cause), { cause });
  return new GraphQLError('Unexpected error', {
    ...placeOf(at),
    originalError,
    extensions: { code: MASKED },
  });
}

function badInput(error: GraphQLError): GraphQLError {
  // Nothing was executed if there is no path: then HTTP may say so too.
  const http = error.path ? {} : { http: { spec: true, status: 400 } };
  return new GraphQLError(error.message, {
    ...placeOf(error),
    extensions: { ...error.extensions, code: 'BAD_USER_INPUT', ...http },
  });
}

/** As it is sent, without what an error says to HTTP. */
export function formatted(error: GraphQLError): GraphQLFormattedError {
  const { extensions = {}, ...rest } = error.toJSON();
  const { http: _toHttp, ...shown } = extensions;
  return { ...rest, extensions: shown };
}

/** Where it happened, in the document and in the result. */
export function placeOf(error: GraphQLError | undefined) {
  return {
    nodes: error?.nodes ?? null,
    source: error?.source ?? null,
    positions: error?.positions ?? null,
    path: error?.path ?? null,
  };
}
