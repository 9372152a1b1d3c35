// How many sockets each caller has open, so that one of them can't take those of all others.
import { LIMITS } from '../../model/limits.ts';

export interface Callers<Socket> {
  /** False if the caller has enough of them. */
  admit(principal: string, socket: Socket): boolean;
  release(socket: Socket): void;
}

export function countCallers<Socket>(): Callers<Socket> {
  const counts = new Map<string, number>();
  const callers = new Map<Socket, string>();
  return {
    admit: (principal, socket) => {
      const count = counts.get(principal) ?? 0;
      if (count >= LIMITS.socketsPerPrincipal) return false;
      counts.set(principal, count + 1);
      callers.set(socket, principal);
      return true;
    },
    release: (socket) => {
      const principal = callers.get(socket);
      if (principal === undefined) return;
      callers.delete(socket);
      const rest = (counts.get(principal) ?? 0) - 1;
      if (rest > 0) counts.set(principal, rest);
      else counts.delete(principal);
    },
  };
}
