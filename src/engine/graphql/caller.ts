// The port by which an application tells the caller of a request.
import type { IncomingMessage } from 'node:http';
import type { Caller } from '../model/caller.ts';

/**
 * Undefined for a caller that has to show who it is first.
 * Throws AUTHENTICATION_UNAVAILABLE, with `retryAfterMs`, as long as nobody can be told from anybody else.
 */
export type Authenticate = (request: Pick<IncomingMessage, 'headers'>) => Promise<Caller | undefined>;
