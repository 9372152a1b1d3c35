// The loss of a connection as the reason why a subscription ended, told from the errors of the transports in use.
import type { LostConnection, Result } from './operation.ts';
import { isPlain } from './plain.ts';
import { hasCode, PASSING, REFUSED } from './results.ts';

interface Facts extends Partial<LostConnection> {
  /** Of a WebSocket that was closed, or of an answer over HTTP. */
  readonly code?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
  /** Apollo's link for WebSockets tells the code of one that was closed in it, and nowhere else. */
  readonly message?: unknown;
  /** Of an answer that is nothing but errors; over WebSockets it is a list of them. */
  readonly errors?: Result['errors'];
}

/** Everything that says nothing of an answer is a connection that is gone. */
export function lossOf(error: unknown): LostConnection {
  const facts: Facts = isPlain(error) ? error : {};
  const { status, statusCode = status, message, retryMs } = facts;
  const { code = statusCode ?? /with event (4\d{3})/.exec(String(message))?.[1] } = facts;
  const errors = Array.isArray(error) ? error : facts.errors;
  return {
    lost: facts.lost ?? (errors ? hasCode({ errors }, PASSING) : !isFinal(code)),
    refused: facts.refused ?? (errors ? hasCode({ errors }, REFUSED) : /^(401|4403)$/.test(String(code))),
    retryMs,
  };
}

/**
 * Of an HTTP status, or of the code from 4400 to 4499 with which graphql-ws closes for the same reason: another attempt
 * would meet it again.
 */
export function isFinal(status: unknown): boolean {
  return /^4?4(?!08|29)\d\d$/.test(String(status));
}
