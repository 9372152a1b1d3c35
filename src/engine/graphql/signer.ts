// Signatures of what clients keep and send back, consistency tokens and cursors: neither a future nor the place of another
// list can be made up. The services behind the schema know nothing of them.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export interface Signing {
  readonly sign: (text: string) => string;
  /** What was signed; a text that is refused as malformed if it was not signed by one of the keys. */
  readonly open: (signed: string) => string;
}

export interface Signer {
  /** A signed token is base64url of incarnation, position and signature, so that clients can still compare positions. */
  readonly tokens: Signing;
  readonly cursors: Signing;
}

/** In memory, and for a schema that is only printed. */
export const UNSIGNED: Signer = { tokens: plain(), cursors: plain() };

/** Neither a token nor a cursor. */
const REFUSED = '!';
/** https://www.rfc-editor.org/rfc/rfc2104#section-5: half of SHA-256. */
const MAC_BYTES = 16;
/** The longest text that is looked at, far above any token and cursor. */
const LONGEST = 1_024;
/** Most reads give the same few. */
const KEPT = 2_048;

/** @param keys at least one; the first one signs, what any of them has signed is accepted. */
export function createSigner(keys: readonly string[]): Signer {
  return {
    tokens: signing(macsBy(keys, 'slipstream consistency token'), {
      join: (token, mac) => toBase64(`${fromBase64(token)}@${mac}`),
      part: (signed) => toBase64(fromBase64(signed).replace(/@[^@]*$/, '')),
    }),
    cursors: signing(macsBy(keys, 'slipstream cursor'), {
      join: (cursor, mac) => `${cursor}.${mac}`,
      part: (signed) => signed.replace(/\.[^.]*$/, ''),
    }),
  };
}

type Mac = (text: string) => string;

interface Form {
  readonly join: (text: string, mac: string) => string;
  /** What was joined with a signature, if anything was. */
  readonly part: (signed: string) => string;
}

function signing([current, ...former]: readonly Mac[], { join, part }: Form): Signing {
  if (current === undefined) throw new Error('Nothing can be signed without a key.');
  const signedBy = (mac: Mac, text: string): string => join(text, mac(text));
  return {
    sign: remembering((text) => signedBy(current, text)),
    open: remembering((signed) => {
      if (signed.length > LONGEST) return REFUSED;
      const text = part(signed);
      // Compared as a whole, because decoding skips what does not belong there.
      return [current, ...former].some((mac) => isSame(signedBy(mac, text), signed)) ? text : REFUSED;
    }),
  };
}

function macsBy(keys: readonly string[], purpose: string): readonly Mac[] {
  return keys.map((secret) => {
    const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
    return (text) =>
      createHmac('sha256', key).update(text).digest().subarray(0, MAC_BYTES).toString('base64url');
  });
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What was refused is not kept: strangers could push out the rest. */
function remembering(of: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = of(text);
    if (made === REFUSED) return made;
    if (known.size >= KEPT) known.clear();
    known.set(text, made);
    return made;
  };
}

function plain(): Signing {
  return { sign: (text) => text, open: (text) => text };
}

const toBase64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64url');
const fromBase64 = (text: string): string => Buffer.from(text, 'base64url').toString('latin1');
