// The address that a request comes from, where its caller has no other name.
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

export type Addressed = Pick<IncomingMessage, 'headers'> & {
  readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'>;
};

/** @param proxies of which each has added the address that it saw to `x-forwarded-for`; what stands before is hearsay. */
export function addressOf({ headers, socket }: Addressed, proxies: number): string {
  const seen = proxies > 0 ? forwardedFor(headers['x-forwarded-for']).at(-proxies) : undefined;
  return networkOf(seen ?? socket.remoteAddress ?? '');
}

const forwardedFor = (header: string | readonly string[] | undefined): readonly string[] =>
  [header ?? []]
    .flat()
    .flatMap((value) => value.split(','))
    .map((address) => address.trim())
    .filter((address) => address !== '');

/** Who has one address of IPv6 has the 2^64 beside it. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [left = '', right] = address.toLowerCase().split('::');
  const first = left === '' ? [] : left.split(':');
  const last = right === undefined || right === '' ? [] : right.split(':');
  const zeros = right === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array.from({ length: zeros }, () => '0'), ...last];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
