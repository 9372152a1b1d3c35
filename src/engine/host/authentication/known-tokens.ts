// Callers of tokens that were verified a moment ago, so that a client's next request costs no signature.
import { documentCache } from '../../graphql/admission/document-cache.ts';
import type { Caller } from '../../model/caller.ts';

/** For so long a key that was withdrawn may count for tokens that are in use, in milliseconds. */
const KEPT_FOR_MS = 30_000;
/** Of all tokens that are kept. */
const KEPT_BYTES = 8 * 1024 * 1024;

export type CallerOfToken = (token: string) => Promise<Caller | undefined>;

/** What is refused is looked at each time. A token is not kept beyond its end. */
export function knownTokens(read: CallerOfToken): CallerOfToken {
  const known = documentCache<{ readonly caller: Caller; readonly until: number }>(KEPT_BYTES);
  return async (token) => {
    const found = known.get(token);
    if (found && Date.now() < found.until) return found.caller;
    const caller = await read(token);
    if (!caller) return undefined;
    const until = Math.min(Date.now() + KEPT_FOR_MS, caller.expiresAt ?? Infinity);
    // What it says of the caller is as long as the token, at most.
    known.keep(token, { caller, until }, 2 * token.length);
    return caller;
  };
}
