// The address to listen on, as HOST says it or where it says none.
import { isIP } from 'node:net';

interface Given {
  readonly HOST?: string | undefined;
  readonly NODE_ENV: string;
}

/**
 * Some shells and tools set HOST to the machine's name, or to its kind. Without authentication every caller is an
 * operator, so outside production only this machine may call unless an address says otherwise.
 */
export function hostOf({ HOST, NODE_ENV }: Given): { readonly name: string; readonly notes: string[] } {
  if (NODE_ENV === 'production') return { name: HOST ?? '0.0.0.0', notes: [] };
  if (HOST === undefined || isIP(HOST) !== 0 || HOST === 'localhost')
    return { name: HOST ?? '127.0.0.1', notes: [] };
  const note =
    `HOST is ${HOST}, which is no address, as some shells set it by themselves: 127.0.0.1 is listened on. ` +
    'To be reached from elsewhere set HOST=0.0.0.0, or the address to listen on.';
  return { name: '127.0.0.1', notes: [note] };
}
