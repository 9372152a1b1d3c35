// HTTP servers begin to listen, and stop in order: what has begun is finished, and all is gone by a deadline.
import type { Server } from 'node:http';
import type { AddressInfo, Server as AnyServer } from 'node:net';
import { SlipstreamError } from '../../model/errors.ts';
import { cannotListen } from './require-port.ts';

interface At {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

const SWEEP_MS = 20;
/** Connections that wait to be taken, as far as the system lets them: so many clients may come back at once. */
const BACKLOG = 4096;

/** Throws PORT_IN_USE or LISTEN_FAILED. */
export function listen(server: AnyServer, { host, port }: At): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => reject(cannotListen({ host, port }, cause));
    server.once('error', fail);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

interface Closing {
  readonly stopWork: () => void;
  readonly cutOff: () => void;
}

export async function closeServer(
  server: Server,
  deadlineMs: number,
  { stopWork, cutOff }: Closing,
): Promise<void> {
  const isClosed = new Promise<void>((resolve) => server.close(() => resolve()));
  stopWork();
  // Connections kept alive become idle one by one, as their last request is answered.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const deadline = setTimeout(cutOff, deadlineMs);
  await isClosed;
  clearInterval(sweep);
  clearTimeout(deadline);
}

export function urlOf(address: AddressInfo | string | null, host: string): string {
  if (address === null || typeof address === 'string') {
    throw new SlipstreamError('NOT_LISTENING', 'The server has no address before it is started.');
  }
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const name = isEverywhere ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`;
}
