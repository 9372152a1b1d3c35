// A proxy that collects what it passes on, as nginx does: an answer goes on when it is over, or when a buffer is full, unless it
// says `X-Accel-Buffering: no`, which is for the proxy and goes no further.
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

const BUFFER_BYTES = 4096;

interface Rule {
  /** As `proxy_ignore_headers X-Accel-Buffering` makes it. */
  readonly isDeaf?: boolean;
}

/** To be called at the top of a file. */
export function withBufferingProxy(): (target: string, rule?: Rule) => Promise<string> {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  return async (target, { isDeaf = false } = {}) => {
    const server = createServer((incoming, outgoing) => {
      const { method, url, headers } = incoming;
      const sent = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
        const { 'x-accel-buffering': buffering, ...shown } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 502, shown);
        passOn(answer, outgoing, buffering === 'no' && !isDeaf);
      });
      sent.on('error', () => outgoing.destroy());
      outgoing.once('close', () => sent.destroy());
      incoming.pipe(sent);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
}

function passOn(answer: IncomingMessage, outgoing: ServerResponse, atOnce: boolean): void {
  let collected: Buffer[] = [];
  const flush = (): void => {
    if (collected.length > 0) outgoing.write(Buffer.concat(collected));
    collected = [];
  };
  answer.on('data', (chunk: Buffer) => {
    collected.push(chunk);
    if (atOnce || Buffer.concat(collected).length >= BUFFER_BYTES) flush();
  });
  answer.on('end', () => {
    flush();
    outgoing.end();
  });
  answer.on('error', () => outgoing.destroy());
}
