// A TCP proxy that stands between a client and its server and fails on command.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Direction = 'both' | 'requests' | 'replies';

export interface TcpProxy {
  readonly port: number;
  /** The same address with this proxy's host and port in it. */
  readonly through: (url: string) => string;
  readonly openConnections: () => number;
  /** Delays every piece in each direction, keeping their order. */
  readonly setLatency: (ms: number) => void;
  /** Ends all connections in the orderly way (FIN). */
  readonly cut: () => void;
  /** Breaks all connections (RST). */
  readonly reset: () => void;
  /** From now on new connections are broken as soon as they come; with `cut` or `reset`: the server is away. */
  readonly refuse: () => void;
  /** Bytes vanish while connections stay open, and so do those that come meanwhile; `replies`: requests still arrive. */
  readonly blackHole: (direction?: Direction) => void;
  /** Lets new connections through again; those that lost bytes stay silent until they are cut or reset. */
  readonly open: () => void;
  readonly stop: () => Promise<void>;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  readonly silent: Set<Direction>;
}

const QUEUE_LIMIT = 1_000_000;

export async function startTcpProxy(target: {
  readonly port: number;
  readonly host?: string;
}): Promise<TcpProxy> {
  const links = new Set<Link>();
  let latencyMs = 0;
  let refusing = false;
  let hole: Direction | undefined;

  const listener = createServer((client) => {
    if (refusing) {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: target.host ?? '127.0.0.1', port: target.port });
    const link: Link = { client, server, silent: new Set(hole === undefined ? [] : [hole]) };
    links.add(link);
    forward(link, 'requests', () => latencyMs);
    forward(link, 'replies', () => latencyMs);
    client.once('close', () => links.delete(link));
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const end = (how: (socket: Socket) => void): void => {
    for (const { client, server } of links) [client, server].forEach(how);
  };
  return {
    port,
    through: (url) => withPort(url, port),
    openConnections: () => links.size,
    setLatency: (ms) => {
      latencyMs = ms;
    },
    cut: () => end((socket) => socket.destroy()),
    reset: () => end((socket) => socket.resetAndDestroy()),
    refuse: () => {
      refusing = true;
    },
    blackHole: (direction = 'both') => {
      hole = direction;
      for (const link of links) link.silent.add(direction);
    },
    open: () => {
      refusing = false;
      hole = undefined;
    },
    stop: async () => {
      listener.close();
      end((socket) => socket.destroy());
      await once(listener, 'close');
    },
  };
}

function forward(link: Link, direction: 'requests' | 'replies', latencyMs: () => number): void {
  const [from, to] = direction === 'requests' ? [link.client, link.server] : [link.server, link.client];
  const isSilent = (): boolean => link.silent.has('both') || link.silent.has(direction);
  let queued = 0;
  let last = Promise.resolve();
  const enqueue = (deliver: () => void): void => {
    const due = Date.now() + latencyMs();
    last = last.then(async () => {
      const wait = due - Date.now();
      if (wait > 0) await sleep(wait);
      if (!isSilent() && !to.destroyed) deliver();
    });
  };
  from.setNoDelay(true);
  from.on('data', (chunk: Buffer) => {
    queued += chunk.length;
    if (queued > QUEUE_LIMIT) from.pause();
    enqueue(() => to.write(chunk));
    void last.then(() => {
      queued -= chunk.length;
      if (queued <= QUEUE_LIMIT && to.writableLength <= QUEUE_LIMIT) from.resume();
      else to.once('drain', () => from.resume());
    });
  });
  from.on('end', () => enqueue(() => to.end()));
  from.on('error', () => enqueue(() => to.destroy()));
  from.on('close', () => enqueue(() => to.destroy()));
}

function withPort(url: string, port: number): string {
  const other = new URL(url);
  other.hostname = '127.0.0.1';
  other.port = String(port);
  return other.href;
}
