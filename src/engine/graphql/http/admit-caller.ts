// Requests of callers that are not known, or can not be told from others at present.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ANYBODY, type Caller } from '../../model/caller.ts';
import type { Authenticate } from '../caller.ts';
import { retryAfterS } from '../errors.ts';
import { shield } from './shield.ts';
import { SlipstreamError } from '../../model/errors.ts';

/** Undefined if the request has been answered. */
export async function admitCaller(
  request: IncomingMessage,
  response: ServerResponse,
  authenticate: Authenticate | undefined,
): Promise<Caller | undefined> {
  if (!authenticate) return ANYBODY;
  try {
    const caller = await authenticate(request);
    if (!caller) {
      readNoMore(request, response);
      demandToken(request, response);
    }
    return caller;
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    readNoMore(request, response);
    refuseForNow(response, error);
    return undefined;
  }
}

export function isUnavailable(error: unknown): error is SlipstreamError {
  return error instanceof SlipstreamError && error.code === 'AUTHENTICATION_UNAVAILABLE';
}

/** Nobody uploads what nobody will look at. */
function readNoMore({ headers }: IncomingMessage, response: ServerResponse): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  if (encoding !== undefined || Number(length) > 0) response.setHeader('connection', 'close');
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-3 */
function demandToken({ headers: { authorization } }: IncomingMessage, response: ServerResponse): void {
  response.setHeader(
    'www-authenticate',
    authorization === undefined ? 'Bearer' : 'Bearer error="invalid_token"',
  );
  const message =
    authorization === undefined
      ? 'Send a bearer token in the authorization header.'
      : 'The token in the authorization header is not valid, or not any more.';
  answer(response, 401, { message, extensions: { code: 'UNAUTHENTICATED' } });
}

function refuseForNow(response: ServerResponse, { code, message, details }: SlipstreamError): void {
  response.setHeader('retry-after', retryAfterS(details['retryAfterMs']));
  answer(response, 503, { message, extensions: { ...details, code } });
}

function answer(response: ServerResponse, status: number, error: object): void {
  shield(response);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ errors: [error] }));
}
