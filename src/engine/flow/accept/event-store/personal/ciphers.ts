// Sealing of texts: AES-256-GCM with a random nonce, bound to the place where the text stands.
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { SlipstreamError } from '../../../../model/errors.ts';

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

export const newKey = (): Buffer => randomBytes(KEY_BYTES);

/** @param place what it is opened with again: a text that was moved elsewhere can't be. */
export function seal(key: Buffer, plain: string | Buffer, place: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(place));
  const text = Buffer.concat([nonce, cipher.update(plain), cipher.final()]);
  return Buffer.concat([text, cipher.getAuthTag()]).toString('base64');
}

/** Throws if it was sealed by another key or at another place, or was changed since. */
export function unseal(key: Buffer, sealed: string, place: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64');
  const end = Math.max(NONCE_BYTES, bytes.length - TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(end));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()]);
}

export const hmac = (key: Buffer, text: string): string =>
  createHmac('sha256', key).update(text).digest('hex');

/** How DATA_KEYS wrap the keys of subjects: the first one wraps, all unwrap. */
export interface Wrapping {
  wrap(key: Buffer, subject: string): string;
  /** Undefined if none of them has wrapped it. */
  unwrap(wrapped: string, subject: string): Buffer | undefined;
  /** Whether the first one has. */
  isCurrent(wrapped: string, subject: string): boolean;
}

export function wrappingBy(dataKeys: readonly string[]): Wrapping {
  const keys = dataKeys.map((text) => createHash('sha256').update(text).digest());
  const [first] = keys;
  if (first === undefined) throw new TypeError('There is no data key.');
  const tried = (key: Buffer, wrapped: string, subject: string): Buffer[] => {
    try {
      return [unseal(key, wrapped, subject)];
    } catch {
      return [];
    }
  };
  return {
    wrap: (key, subject) => seal(first, key, subject),
    unwrap: (wrapped, subject) => keys.flatMap((key) => tried(key, wrapped, subject))[0],
    isCurrent: (wrapped, subject) => tried(first, wrapped, subject).length > 0,
  };
}

/** Throws STORE_FAILED for a key that none of DATA_KEYS has wrapped. */
export function unwrapped(wrapping: Wrapping, wrapped: string, subject: string): Buffer {
  const key = wrapping.unwrap(wrapped, subject);
  if (key) return key;
  throw new SlipstreamError(
    'STORE_FAILED',
    `No key of DATA_KEYS has wrapped the one of ${subject}: set the keys that this database was written with.`,
  );
}
