// The one table that says what a client may see of an error; what has no code of ours is masked.
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from '../model/error-codes.ts';
import { SlipstreamError } from '../model/errors.ts';

/**
 * `shown`: message and details are meant for clients. `masked`: both are for operators and authors. `instead`: the code
 * is for clients, who can act on it, and this is what they are told.
 */
type Showing = 'shown' | 'masked' | { readonly instead: string };

const SHOWING: Readonly<Record<ErrorCode, Showing>> = {
  COMMAND_OUTCOME_UNKNOWN: 'shown',
  DOCUMENT_PARKED: 'shown',
  FORBIDDEN: 'shown',
  INVALID_CURSOR: 'shown',
  INVALID_READ: 'shown',
  INVALID_SUBSCRIPTION: 'shown',
  INVALID_TOKEN: 'shown',
  OVERLOADED: 'shown',
  PROJECTION_BEHIND: 'shown',
  READ_MODEL_UNAVAILABLE: 'shown',
  REBUILDING: 'shown',
  SHUTTING_DOWN: 'shown',
  STORE_UNAVAILABLE: {
    instead: 'The event store does not answer at present, and nothing was changed. Try again.',
  },
  TOKEN_OF_ANOTHER_STORE: 'shown',
  UNAUTHENTICATED: 'shown',
  UNKNOWN_EVENT_TYPE: {
    instead:
      'This was changed by another version of the service, which this one can not read yet. Nothing was changed.',
  },

  // Over HTTP and WebSockets it is answered before there is an operation.
  AUTHENTICATION_UNAVAILABLE: 'masked',
  BAD_STORE_NAME: 'masked',
  CORRUPT_STORE: 'masked',
  DOCUMENT_AHEAD: 'masked',
  INDEX_LOST: 'masked',
  LANE_HELD_BACK: 'masked',
  LISTEN_FAILED: 'masked',
  NOT_LISTENING: 'masked',
  PORT_IN_USE: 'masked',
  POSITIONS_NOT_DENSE: 'masked',
  PROCESS_NEVER_READY: 'masked',
  REDIS_EVICTS: 'masked',
  STORE_FAILED: 'masked',
  STORE_OF_ANOTHER_DATABASE: 'masked',
  STORE_RENAMED: 'masked',
  STREAM_BROKEN: 'masked',
  TOO_MANY_PARKED: 'masked',
  UNKNOWN_LANE: 'masked',
  UNKNOWN_ROLE: 'masked',

  BAD_DEFINITION: 'masked',
  COMMAND_FAILED: 'masked',
  DOCUMENT_TOO_LARGE: 'masked',
  FOLD_FAILED: 'masked',
  FOLD_HANGS: 'masked',
  INVALID_APPEND: 'masked',
  INVALID_REQUEST: 'masked',
  REACTION_FAILED: 'masked',
  REACTION_INVALID: 'masked',
  SEARCH_NEEDS_POSTGRES: 'masked',
  UNKNOWN_COMMAND: 'masked',
  UPCAST_FAILED: 'masked',
  VERSION_CONFLICT: 'masked',
};

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
    const showing = SHOWING[code];
    if (showing === 'shown') {
      return new GraphQLError(cause.message, { ...placeOf(at), extensions: { ...details, code } });
    }
    if (showing !== 'masked') {
      return new GraphQLError(showing.instead, { ...placeOf(at), extensions: { code } });
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

/** An answer as it is sent: errors first. */
export const textOf = ({ errors, ...rest }: ExecutionResult): string =>
  JSON.stringify(errors ? { errors: errors.map(formatted), ...rest } : rest);

/** What it says is left as it is. @param fallback for an error that has no code. */
export function withCode(error: GraphQLError, fallback: string): GraphQLError {
  const code = error.extensions['code'] ?? fallback;
  return new GraphQLError(error.message, { ...placeOf(error), extensions: { ...error.extensions, code } });
}

/** For the header `retry-after`: whole seconds. */
export const retryAfterS = (retryAfterMs: unknown): number =>
  Math.ceil(Number(retryAfterMs ?? 1_000) / 1_000);

/** Where it happened, in the document and in the result. */
export function placeOf(error: GraphQLError | undefined) {
  return {
    nodes: error?.nodes ?? null,
    source: error?.source ?? null,
    positions: error?.positions ?? null,
    path: error?.path ?? null,
  };
}
