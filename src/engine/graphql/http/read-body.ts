// The bytes of a request as text: decoded as they are declared to be, and refused where they are no text. A letter that got
// lost here would be lost for ever, because events are never changed.
import { isUtf8 } from 'node:buffer';
import { GraphQLError } from 'graphql';
import { LIMITS } from '../../model/limits.ts';
import { createPacer } from '../admission/pacer.ts';

/** By names in `charset`: https://encoding.spec.whatwg.org/#names-and-labels, of which JSON has these. */
const DECODERS: ReadonlyMap<string, (bytes: Uint8Array) => string> = new Map([
  ['utf-8', decodeUtf8],
  ['utf8', decodeUtf8],
  ['us-ascii', decodeUtf8],
  ['utf-16', decodeUtf16],
  ['utf-16le', decodeAs('utf-16le')],
  ['utf-16be', decodeAs('utf-16be')],
  ['iso-8859-1', decodeLatin1],
  ['latin1', decodeLatin1],
]);

const BYTE_ORDER_MARK = '\ufeff';

interface Body {
  readonly headers: Pick<Headers, 'get'>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Its bytes are collected and thrown away beside what is measured. */
const large = createPacer(8);

/** Throws UNSUPPORTED_MEDIA_TYPE, or BAD_REQUEST for what is no text, or no JSON. */
export async function readJson(body: Body): Promise<object> {
  const decode = decoderOf(body.headers);
  const bytes = new Uint8Array(await body.arrayBuffer());
  const isLarge = bytes.length > LIMITS.operationTextBytes;
  if (isLarge) await turnOfLarge();
  const text = textOf(bytes, decode);
  if (isLarge) await turnOfLarge();
  return parseObject(text);
}

/** Whatever becomes of it: what is large takes so much of the time and no more. */
async function turnOfLarge(): Promise<void> {
  await large.next();
  large.rest();
}

function textOf(bytes: Uint8Array, decode: (bytes: Uint8Array) => string): string {
  try {
    return decode(bytes);
  } catch {
    throw refusal(400, 'The body is not well-formed in its charset, which is utf-8 unless it is declared.');
  }
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw refusal(400, 'The body must be an object in JSON.');
}

/** Throws BAD_REQUEST for an address whose parameters are no UTF-8, or are not encoded. */
export function checkParameters(url: string): void {
  try {
    if (/[^\x21-\x7e]/.test(url)) throw new URIError('It is not encoded.');
    decodeURIComponent(url.slice(url.indexOf('?') + 1));
  } catch {
    throw refusal(400, 'The parameters of the address must be percent-encoded UTF-8.');
  }
}

function decoderOf(headers: Body['headers']): (bytes: Uint8Array) => string {
  const coding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (coding !== 'identity') throw refusal(415, 'The body must not be compressed.');
  const type = headers.get('content-type') ?? '';
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type)?.[1]?.toLowerCase() ?? 'utf-8';
  const decode = DECODERS.get(charset);
  if (decode) return decode;
  throw refusal(415, `The charset of the body must be one of ${[...DECODERS.keys()].join(', ')}.`);
}

function decodeAs(encoding: string): (bytes: Uint8Array) => string {
  return (bytes) => new TextDecoder(encoding, { fatal: true }).decode(bytes);
}

/** As TextDecoder does, several times as fast. */
function decodeUtf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new TypeError('It is no UTF-8.');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** By its byte order mark; without one it is big endian: https://www.rfc-editor.org/rfc/rfc2781#section-4.3 */
function decodeUtf16(bytes: Uint8Array): string {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  return decodeAs(isLittle ? 'utf-16le' : 'utf-16be')(bytes);
}

/** Every byte is a letter. TextDecoder takes this name for windows-1252, and differs between versions of Node. */
function decodeLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function refusal(status: 400 | 415, message: string): GraphQLError {
  const code = status === 415 ? 'UNSUPPORTED_MEDIA_TYPE' : 'BAD_REQUEST';
  return new GraphQLError(message, { extensions: { code, http: { status } } });
}
