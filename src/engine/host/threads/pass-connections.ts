// Connections passed on to a server behind, which may come and go: for a worker thread, whose port is held beside it.
import { connect, createServer, type Server } from 'node:net';
import { listen, urlOf } from '../http/listening.ts';
import type { Running } from '../running.ts';

interface Passing {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** `http://127.0.0.1:41234`; undefined while there is none. */
  readonly behind: () => string | undefined;
}

const AWAY = 'HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

/** Throws PORT_IN_USE and LISTEN_FAILED. */
export async function passConnections(passing: Passing): Promise<Running & { readonly url: string }> {
  const sockets = new Set<{ destroy(): void }>();
  const server: Server = createServer((client) => {
    sockets.add(client);
    client.once('close', () => sockets.delete(client));
    client.on('error', () => {});
    const behind = passing.behind();
    if (behind === undefined) return void client.end(AWAY);
    const { hostname, port } = new URL(behind);
    const served = connect(Number(port), hostname);
    served.on('error', () => client.destroy());
    client.once('close', () => served.destroy());
    client.pipe(served).pipe(client);
  });
  await listen(server, passing);
  return {
    url: urlOf(server.address(), passing.host),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}
