// The caller of a request, as the application tells it.
import type { IncomingMessage } from 'node:http';

export interface Caller {
  readonly principal: string;
  /** When its token ends, in milliseconds since 1970; it does not if omitted. */
  readonly expiresAt?: number | undefined;
}

/**
 * Undefined for a caller that has to show who it is first.
 * Throws AUTHENTICATION_UNAVAILABLE, with `retryAfterMs`, as long as nobody can be told from anybody else.
 */
export type Authenticate = (request: Pick<IncomingMessage, 'headers'>) => Promise<Caller | undefined>;

/** Where no authentication is configured. */
export const ANYBODY: Caller = { principal: 'anonymous' };
