// The last step of an error on its way to the client: what is masked gets the request's correlation id and is logged,
// once, with its cause.
import { GraphQLError, type ExecutionResult } from 'graphql';
import { SlipstreamError } from '../model/errors.ts';
import type { LogFields, Logger } from '../model/logger.ts';
import { clientErrorOf, isMasked, placeOf, retryAfterS } from './errors.ts';

export interface Reporter {
  readonly logger: Logger;
  readonly correlationId: string;
}

export function reportError(error: unknown, { logger, correlationId }: Reporter): GraphQLError {
  const shown = clientErrorOf(error);
  if (!isMasked(shown) || shown.extensions['correlationId'] !== undefined) return shown;
  const { originalError: err, path } = shown;
  logger.error(
    { err, ...factsOf(err), correlationId, path: path?.join('.') },
    'Unexpected error in a request',
  );
  return new GraphQLError(shown.message, {
    ...placeOf(shown),
    originalError: err,
    extensions: { ...shown.extensions, correlationId },
  });
}

/** Its code, and the command that it is about. */
function factsOf(error: unknown): LogFields {
  if (!(error instanceof SlipstreamError)) return {};
  const { code, details } = error;
  const commandId = details['commandId'];
  return typeof commandId === 'string' ? { code, commandId } : { code };
}

export function reportErrors<Result extends ExecutionResult>(result: Result, reporter: Reporter): Result {
  if (!result.errors) return result;
  const errors = result.errors.map((error) => reportError(error, reporter));
  return { ...result, errors: isEmpty(result) ? errors.map(sayToHttp) : errors };
}

/** Nothing of it is answered. */
const isEmpty = ({ data }: ExecutionResult): boolean =>
  data === null || data === undefined || Object.values(data).every((value) => value === null);

const STATUS = new Map<unknown, number>([
  ['OVERLOADED', 503],
  ['RATE_LIMITED', 429],
]);

/** What proxies and clients should know without reading the answer: that all of it may be sent again, later. */
function sayToHttp(error: GraphQLError): GraphQLError {
  const { code, retryAfterMs } = error.extensions;
  const status = STATUS.get(code);
  if (status === undefined) return error;
  const headers = { 'retry-after': String(retryAfterS(retryAfterMs)) };
  return new GraphQLError(error.message, {
    ...placeOf(error),
    extensions: { ...error.extensions, http: { status, headers } },
  });
}
