// The head and the chunks of a long response, written on its connection past Node's own, which would keep the head for as
// long as the response lasts and make four writes of each chunk.
// https://www.rfc-editor.org/rfc/rfc9112#section-7.1
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** HTTP/1.0 knows no chunks, and a response without a connection waits for the one before it. */
export const canBeChunked = ({ httpVersion }: IncomingMessage, { socket }: ServerResponse): boolean =>
  httpVersion === '1.1' && socket !== null;

/** With the headers that the response has already. */
export function headOf(response: ServerResponse, headers: OutgoingHttpHeaders): string {
  const all = { ...response.getHeaders(), ...headers, date: new Date().toUTCString() };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${String(value)}`);
  return ['HTTP/1.1 200 OK', ...lines, 'transfer-encoding: chunked', '', ''].join('\r\n');
}

export const chunkOf = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

export const LAST_CHUNK = '0\r\n\r\n';
