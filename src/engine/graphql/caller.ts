// The caller of a request, as the application tells it.
import type { IncomingMessage } from 'node:http';
import { OPERATOR } from '../operations/rights.ts';

export interface Caller {
  readonly principal: string;
  /** What it may do beside what everybody may; nothing if omitted. */
  readonly roles?: readonly string[] | undefined;
  /** When its token ends, in milliseconds since 1970; it does not if omitted. */
  readonly expiresAt?: number | undefined;
}

/**
 * Undefined for a caller that has to show who it is first.
 * Throws AUTHENTICATION_UNAVAILABLE, with `retryAfterMs`, as long as nobody can be told from anybody else.
 */
export type Authenticate = (request: Pick<IncomingMessage, 'headers'>) => Promise<Caller | undefined>;

/** Where no authentication is configured: only people at this machine can call. */
export const ANYBODY: Caller = { principal: 'anonymous', roles: [OPERATOR] };
