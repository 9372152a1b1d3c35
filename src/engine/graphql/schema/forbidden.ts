// The error for a caller without the right: UNAUTHENTICATED if it has not shown who it is, else FORBIDDEN.
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
