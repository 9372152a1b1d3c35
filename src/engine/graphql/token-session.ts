// The consistency tokens of one request: what the client had seen before, and the highest that this request has seen.
import { isRecord } from './is-record.ts';
import { comparePositions } from '../model/position.ts';
import { decodeToken } from '../model/token.ts';
import type { Signing } from './signer.ts';

export interface TokenSession {
  /** How tokens come in and go out. */
  readonly tokens: Signing;
  /** The `after` of every read that names none itself; a malformed one is there too, so that the read refuses it. */
  readonly after: string | undefined;
  /** What the client had of the documents it follows, as it was sent; nothing if it does not come back to them. */
  readonly resume: unknown;
  /** What the request's own `extensions` say. A token that came before, which is the header's, stays. */
  receive(extensions: unknown): void;
  /** A write or a read of this request has come this far. */
  saw(token: string): void;
  /**
   * What the client should send next time: never less than what it sent, so that a client that keeps the last token it
   * got never goes back, and signed. Undefined if no token is known.
   */
  highest(): string | undefined;
}

export const openTokenSession = (sent: string | undefined, tokens: Signing): TokenSession =>
  new OpenTokenSession(sent, tokens);

class OpenTokenSession implements TokenSession {
  readonly tokens: Signing;
  after: string | undefined;
  resume: unknown = undefined;
  #seen: string | undefined = undefined;

  constructor(sent: string | undefined, tokens: Signing) {
    this.tokens = tokens;
    this.after = this.#opened(sent === '' ? undefined : sent);
  }

  receive(extensions: unknown): void {
    if (!isRecord(extensions)) return;
    this.after ??= this.#opened(textOf(extensions['consistencyToken']));
    this.resume = extensions['resume'] ?? undefined;
  }

  saw(token: string): void {
    this.#seen = this.#seen === undefined ? token : higher(this.#seen, token);
  }

  highest(): string | undefined {
    const highest = this.#highest();
    return highest === undefined ? undefined : this.tokens.sign(highest);
  }

  #highest(): string | undefined {
    if (this.after === undefined || decodeToken(this.after) === undefined) return this.#seen;
    return this.#seen === undefined ? this.after : higher(this.after, this.#seen);
  }

  #opened(sent: string | undefined): string | undefined {
    return sent === undefined ? undefined : this.tokens.open(sent);
  }
}

/** What is no text at all is refused as malformed by whoever reads it. */
function textOf(token: unknown): string | undefined {
  if (token === undefined || token === null || token === '') return undefined;
  return typeof token === 'string' ? token : JSON.stringify(token);
}

/** The later one of two tokens; the newer one where they are of different stores. */
function higher(older: string, newer: string): string {
  if (older === newer) return newer;
  const a = decodeToken(older);
  const b = decodeToken(newer);
  if (!a || !b || a.incarnation !== b.incarnation) return newer;
  return comparePositions(a.position, b.position) > 0 ? older : newer;
}
