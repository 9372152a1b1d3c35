// A refusal in HTTP of a request to become a WebSocket, after which it is hung up: there is no response object for it.
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

export interface UpgradeRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refuseUpgrade(stream: Duplex, { status, headers, ...said }: UpgradeRefusal): void {
  const body = JSON.stringify(said);
  const lines = Object.entries({
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  // What a client that has gone makes fail is of no interest to anyone; unheard, it would end the process.
  stream.on('error', () => {});
  stream.once('finish', () => stream.destroy());
  stream.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}
