// Results of all kinds of operations: their error codes, and the token that they bring.
import type { Result } from './operation.ts';
import type { Session } from './session.ts';

export const FIRST_RETRY_MS = 250;

// Of INVALID_TOKEN and TOKEN_OF_ANOTHER_STORE.
const FOREIGN = /TOKEN/;
/** Of what another attempt may not meet again. */
export const PASSING = /REBUILDING|UNAVAILABLE|SHUTTING|OVERLOAD/;

/** The access token is not valid, or not any more. */
export const REFUSED = /UNAUTHENTICATED/;

export const hasCode = ({ error, errors = error?.graphQLErrors }: Result, pattern: RegExp): boolean =>
  errors?.some(({ extensions }) => pattern.test(String(extensions?.['code']))) ?? false;

/**
 * Takes note of how far an answer has come. True if it says that a token is of another store: either what was seen before
 * is, or the operation has one of its own, which shows when it is asked once more without ours.
 */
export function noteToken(session: Session, result: Result, header?: string | null): boolean {
  const isForeign = hasCode(result, FOREIGN);
  if (isForeign) session.forget();
  else session.saw(header ?? result.extensions?.['consistencyToken']);
  return isForeign;
}
