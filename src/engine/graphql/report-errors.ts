// The last step of an error on its way to the client: what is masked gets the request's correlation id and is logged,
// once, with its cause.
import { GraphQLError, type ExecutionResult } from 'graphql';
import { SlipstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import { clientErrorOf, isMasked, placeOf, retryAfterS } from './errors.ts';

export interface Reporter {
  readonly logger: Logger;
  readonly correlationId: string;
}

export function reportError(error: unknown, { logger, correlationId }: Reporter): GraphQLError {
  const shown = clientErrorOf(error);
  if (!isMasked(shown) || shown.extensions['correlationId'] !== undefined) return shown;
  const { originalError: err, path } = shown;
  const code = err instanceof SlipstreamError ? { code: err.code } : {};
  logger.error({ err, ...code, correlationId, path: path?.join('.') }, 'Unexpected error in a request');
  return new GraphQLError(shown.message, {
    ...placeOf(shown),
    originalError: err,
    extensions: { ...shown.extensions, correlationId },
  });
}

export function reportErrors<Result extends ExecutionResult>(result: Result, reporter: Reporter): Result {
  if (!result.errors) return result;
  const errors = result.errors.map((error) => reportError(error, reporter));
  return { ...result, errors: isEmpty(result) ? errors.map(sayToHttp) : errors };
}

/** Nothing of it is answered. */
const isEmpty = ({ data }: ExecutionResult): boolean =>
  data === null || (data !== undefined && Object.values(data).every((value) => value === null));

/** What proxies and clients should know without reading the answer: that all of it may be sent again, later. */
function sayToHttp(error: GraphQLError): GraphQLError {
  const { code, retryAfterMs } = error.extensions;
  if (code !== 'OVERLOADED') return error;
  const headers = { 'retry-after': String(retryAfterS(retryAfterMs)) };
  return new GraphQLError(error.message, {
    ...placeOf(error),
    extensions: { ...error.extensions, http: { status: 503, headers } },
  });
}
