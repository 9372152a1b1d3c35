// The last step of an error on its way to the client: what is masked gets the request's correlation id and is logged,
// once, with its cause.
import { GraphQLError, type ExecutionResult } from 'graphql';
import { SlipstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import { clientErrorOf, isMasked, placeOf } from './errors.ts';

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
  return { ...result, errors: result.errors.map((error) => reportError(error, reporter)) };
}
