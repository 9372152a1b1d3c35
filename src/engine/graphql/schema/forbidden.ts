// What a caller is told who may not: to show who it is, if it has not, else what it lacks.
import { isStranger, type Caller } from '../../model/caller.ts';
import { SlipstreamError } from '../../model/errors.ts';

export function forbidden(
  caller: Pick<Caller, 'roles'>,
  message: string,
  details: Record<string, unknown>,
): SlipstreamError {
  return isStranger(caller)
    ? new SlipstreamError('UNAUTHENTICATED', 'Send a bearer token in the authorization header.')
    : new SlipstreamError('FORBIDDEN', message, { details });
}
