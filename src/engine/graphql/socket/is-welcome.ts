// Who may open a WebSocket: browsers let any page try, and say which page it was. Other programs say nothing.
import type { IncomingMessage } from 'node:http';

/** @param origins from which browsers may call, besides the server's own; `*` for all. */
export function isWelcome({ headers }: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || origins.includes('*') || origins.includes(origin)) return true;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
