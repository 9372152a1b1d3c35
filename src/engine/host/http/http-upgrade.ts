// Requests that would change their protocol: only WebSockets are on offer. Who offers another one, as some clients offer
// HTTP/2 with every first request, is answered as if it had not.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

export function isWebSocket({ headers: { upgrade } }: IncomingMessage): boolean {
  return upgrade?.toLowerCase() === 'websocket';
}

interface Connected {
  readonly stream: Duplex;
  readonly head: Buffer;
}

/** The connection is Node's again, with the request as it came but for the offer. */
export function answerWithoutUpgrade(
  server: Server,
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  { stream, head }: Connected,
): void {
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  const lines = names
    .map((name, index) => [name, rawHeaders[index * 2 + 1] ?? ''] as const)
    .filter(([name]) => !['upgrade', 'http2-settings', 'connection'].includes(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}`);
  const request = [`${method} ${url} HTTP/${httpVersion}`, ...lines, '', ''].join('\r\n');
  stream.unshift(Buffer.concat([Buffer.from(request, 'latin1'), head]));
  server.emit('connection', stream);
}
