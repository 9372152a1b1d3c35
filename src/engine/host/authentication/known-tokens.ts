// Callers of headers whose tokens were verified a moment ago, so that a client's next request costs no signature.
import { documentCache } from '../../graphql/admission/document-cache.ts';
import type { Caller } from '../../model/caller.ts';

/** For so long a key that was withdrawn may count for tokens that are in use, in milliseconds. */
const KEPT_FOR_MS = 30_000;
/** Of all tokens that are kept. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** @param authorization the header. */
export type ReadCaller = (authorization: string) => Promise<Caller | undefined>;

/** What is refused is looked at each time. A token is not kept beyond its end. */
export function knownTokens(read: ReadCaller): ReadCaller {
  const known = documentCache<{ readonly caller: Caller; readonly until: number }>(KEPT_BYTES);
  return async (authorization) => {
    const found = known.get(authorization);
    if (found && Date.now() < found.until) return found.caller;
    const caller = await read(authorization);
    if (!caller) return undefined;
    const until = Math.min(Date.now() + KEPT_FOR_MS, caller.expiresAt ?? Infinity);
    // What it says of the caller is as long as the token, at most.
    known.keep(authorization, { caller, until }, 2 * authorization.length);
    return caller;
  };
}
