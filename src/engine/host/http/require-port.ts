// The check that the API's address is free to listen on, before anything is started.
import cluster from 'node:cluster';
import { createServer } from 'node:net';
import { SlipstreamError } from '../../model/errors.ts';
import { holderOf } from './port-holder.ts';

export interface ListenAt {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** Throws PORT_IN_USE or LISTEN_FAILED. One of several processes does not look: its supervisor did, and they share the port. */
export async function requirePort(at: ListenAt): Promise<void> {
  if (cluster.isWorker) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause) => reject(cannotListen(at, cause)));
    probe.listen({ ...at, exclusive: true }, () => probe.close(() => resolve()));
  });
}

/** One line: which port or address, who has it if that can be seen, and what to do. */
export function cannotListen({ host, port }: ListenAt, cause: NodeJS.ErrnoException): SlipstreamError {
  const { code = 'unknown' } = cause;
  if (code === 'EADDRINUSE') {
    const holder = holderOf(port);
    const by = holder === undefined ? '' : ` by ${holder}`;
    const message = `Port ${port} is in use${by}: stop it, or set PORT, such as PORT=${port + 1}.`;
    return new SlipstreamError('PORT_IN_USE', message, { cause });
  }
  const message = NO_ADDRESS.has(code)
    ? `HOST is ${host}, which is no address of this machine (${code}): set HOST to one, such as 127.0.0.1 for ` +
      'this machine alone or 0.0.0.0 for all, or unset it.'
    : `Can't listen on ${host}, port ${port} (${code}): set HOST and PORT to what this user may use.`;
  return new SlipstreamError('LISTEN_FAILED', message, { cause });
}

const NO_ADDRESS = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN']);
