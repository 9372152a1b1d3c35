// The body of a request whose length is declared.
import type { IncomingMessage } from 'node:http';

/** Undefined if the client has gone before all of it was there. */
export function collectBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    let body: Buffer | undefined;
    request.on('data', (chunk: Buffer) => {
      body = body ? Buffer.concat([body, chunk]) : chunk;
    });
    request.on('end', () => resolve(body ?? Buffer.alloc(0)));
    request.on('close', () => resolve(undefined));
  });
}
