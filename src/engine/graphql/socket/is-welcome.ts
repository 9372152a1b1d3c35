// The origin check of WebSockets: browsers let any page open one, and say which page it was. Other programs say
// nothing.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface Welcome {
  /** From which browsers may call, besides the server's own; `*` for all. */
  readonly origins: readonly string[];
  /** Whether a proxy in front says at which address the browser sees the server. */
  readonly trustsProxy: boolean;
}

export function isWelcome({ headers }: IncomingMessage, { origins, trustsProxy }: Welcome): boolean {
  const { origin } = headers;
  if (origin === undefined || origins.includes('*') || origins.includes(origin)) return true;
  return URL.canParse(origin) && isOwn(new URL(origin), trustsProxy ? forwarded(headers) : headers);
}

/** Whoever ends TLS for the server may not say so: then any scheme will do. */
function isOwn(
  { protocol, host }: URL,
  seen: { readonly host?: string | undefined; readonly scheme?: string },
): boolean {
  const { scheme = protocol } = seen;
  const own = `${scheme}//${seen.host}`;
  return seen.host !== undefined && scheme === protocol && URL.canParse(own) && new URL(own).host === host;
}

/** Of several proxies the first one has seen the browser. */
function forwarded(headers: IncomingHttpHeaders) {
  const first = (name: string): string | undefined =>
    String(headers[name] ?? '')
      .split(',', 1)[0]
      ?.trim() || undefined;
  const scheme = first('x-forwarded-proto')?.toLowerCase().replace(/^ws/, 'http');
  return { host: first('x-forwarded-host') ?? headers.host, ...(scheme && { scheme: `${scheme}:` }) };
}
