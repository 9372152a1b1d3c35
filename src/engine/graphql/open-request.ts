// The context of a request, opened from its headers: token, correlation id, trace.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Caller } from '../model/caller.ts';
import type { CallerLimits, Transport } from './callers/caller-limits.ts';
import type { RequestContext, Services } from './context.ts';
import { openFoldBudget } from '../model/fold-budget.ts';
import type { Logger } from '../model/logger.ts';
import { readTraceparent, writeTraceparent } from '../model/traceparent.ts';
import type { Signing } from './signer.ts';
import { openTokenSession } from './token-session.ts';

export const TOKEN_HEADER = 'consistency-token';
export const CORRELATION_HEADER = 'x-correlation-id';

const CORRELATION_ID = /^[A-Za-z0-9._-]{1,64}$/;

export interface RequestParts {
  readonly services: Services;
  readonly logger: Logger;
  readonly caller: Caller;
  readonly limits: CallerLimits;
  /** As the schema shows them. */
  readonly tokens: Signing;
  readonly connection: RequestContext['connection'];
}

export const openRequest = (request: IncomingMessage, parts: RequestParts): RequestContext =>
  contextOf(request, parts, { token: headerOf(request, TOKEN_HEADER), over: 'http' });

/** One of several on the WebSocket that the request has opened: each has tokens of its own. */
export const openOperation = (request: IncomingMessage, parts: RequestParts): RequestContext =>
  contextOf(request, parts, { token: undefined, over: 'socket' });

/** Made for every request, so each member is named: copying them takes several times as long. */
function contextOf(
  request: IncomingMessage,
  { services, logger, caller, limits, connection, tokens }: RequestParts,
  { token, over }: { readonly token: string | undefined; readonly over: Transport },
): RequestContext {
  const traceparent = traceparentOf(request);
  return {
    services: services.inTrace ? services.inTrace(traceparent) : services,
    logger,
    connection,
    caller,
    correlationId: correlationIdOf(request),
    traceparent,
    session: openTokenSession(token, tokens),
    allowance: limits.allowanceOf(request, caller, over),
    folds: openFoldBudget(),
  };
}

/** The caller's own id if it may stand in a log line; a new one otherwise. */
export function correlationIdOf(request: IncomingMessage): string {
  return matching(request, CORRELATION_HEADER, CORRELATION_ID) ?? randomUUID();
}

/** One that is none is as if it were not there. */
function traceparentOf(request: IncomingMessage): string | undefined {
  const sent = headerOf(request, 'traceparent');
  const read = sent === undefined ? undefined : readTraceparent(sent);
  return read && writeTraceparent(read);
}

function matching(request: IncomingMessage, name: string, pattern: RegExp): string | undefined {
  const value = headerOf(request, name);
  return value !== undefined && pattern.test(value) ? value : undefined;
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
