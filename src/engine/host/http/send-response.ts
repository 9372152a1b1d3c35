// Whole responses, as JSON or as text.
import type { ServerResponse } from 'node:http';

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  send(response, status, JSON.stringify(body));
}

export const NOTHING_HERE = { code: 'NOT_FOUND', message: 'There is nothing at this address.' };

const PLAIN = 'text/plain; charset=utf-8';

export function sendText(
  response: ServerResponse,
  status: number,
  ...[text, type = PLAIN]: [string, string?]
): void {
  response.setHeader('content-type', type);
  send(response, status, text);
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
  response.end(body);
}
