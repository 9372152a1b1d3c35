// A counter of round trips between a client and its server: how often the client sends something after it has been
// answered. What is sent together, before any answer, is one, however many commands or packets it is.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface RoundTripCounter {
  /** The same address with this counter's port in it. */
  readonly through: (url: string) => string;
  /** Round trips while `work` runs, on all connections. */
  during(work: () => Promise<void>): Promise<number>;
  stop(): Promise<void>;
}

export async function countRoundTrips(target: { readonly port: number }): Promise<RoundTripCounter> {
  const sockets = new Set<Socket>();
  let trips = 0;
  let isDuring = false;
  const listener = createServer((client) => {
    const server = connect({ host: '127.0.0.1', port: target.port });
    let isAnswered = true;
    // What the process opens beside its work, such as to look at the server's settings, is no part of that.
    const isCounted = !isDuring;
    client.on('data', (chunk) => {
      if (isAnswered && isCounted) trips += 1;
      isAnswered = false;
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      isAnswered = true;
      client.write(chunk);
    });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    through: (url) => {
      const other = new URL(url);
      other.port = String(port);
      return other.href;
    },
    during: async (work) => {
      const before = trips;
      isDuring = true;
      await work().finally(() => {
        isDuring = false;
      });
      return trips - before;
    },
    stop: async () => {
      listener.close();
      for (const socket of sockets) socket.destroy();
      await once(listener, 'close');
    },
  };
}
