// Pages of other origins: a browser shows them an answer, be it a refusal, only if the answer says that they may read it.
// https://fetch.spec.whatwg.org/#http-cors-protocol
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CORRELATION_HEADER, TOKEN_HEADER } from '../open-request.ts';

const SHOWN_HEADERS = [TOKEN_HEADER, CORRELATION_HEADER, 'retry-after', 'www-authenticate'].join(', ');
const METHODS = 'GET, POST, OPTIONS';
const PREFLIGHT_S = 600;

/**
 * Before anything else is said, so that it holds for every answer. No word to pages of other origins, nor to those in a
 * sandbox, whose origin is `null`. Cookies are never accepted.
 * @param origins from which browsers may call; `*` for all.
 */
export function showToPages(
  { headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  origins: readonly string[],
): void {
  if (origins.length === 0) return;
  // So that no cache gives to one what was answered to another.
  response.appendHeader('vary', 'Origin');
  if (origin === undefined || !(origins.includes('*') || origins.includes(origin))) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', SHOWN_HEADERS);
}

/** What a browser asks before it sends what no form could; it carries no credentials by design. */
export function answerOptions({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('allow', METHODS);
  if (response.hasHeader('access-control-allow-origin')) {
    const requested = headers['access-control-request-headers'];
    response.appendHeader('vary', 'Access-Control-Request-Headers');
    response.setHeader('access-control-allow-methods', METHODS);
    response.setHeader('access-control-max-age', PREFLIGHT_S);
    if (requested !== undefined) response.setHeader('access-control-allow-headers', requested);
  }
  response.writeHead(204, { 'content-length': 0 }).end();
}
