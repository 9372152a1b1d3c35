// The consistency tokens of one request: what the client had seen before, and the highest that this request has seen.
import { isRecord } from './is-record.ts';
import { comparePositions } from '../model/position.ts';
import { decodeToken } from '../model/token.ts';

export interface TokenSession {
  /** The `after` of every read that names none itself; as the client sent it, so that a malformed one is refused. */
  readonly after: string | undefined;
  /** What the client had of the documents it follows, as it was sent; nothing if it does not come back to them. */
  readonly resume: unknown;
  /** What the request's own `extensions` say. A token that came before, which is the header's, stays. */
  receive(extensions: unknown): void;
  /** A write or a read of this request has come this far. */
  saw(token: string): void;
  /**
   * What the client should send next time: never less than what it sent, so that a client that keeps the last token it
   * got never goes back. Nothing if no token is known.
   */
  highest(): string | undefined;
}

export function openTokenSession(sent: string | undefined): TokenSession {
  let after = sent === '' ? undefined : sent;
  let resume: unknown;
  let highest: string | undefined;
  return {
    get after() {
      return after;
    },
    get resume() {
      return resume;
    },
    receive: (extensions) => {
      if (!isRecord(extensions)) return;
      after ??= textOf(extensions['consistencyToken']);
      resume = extensions['resume'] ?? undefined;
    },
    saw: (token) => {
      highest = highest === undefined ? token : higher(highest, token);
    },
    highest: () => {
      if (after === undefined || decodeToken(after) === undefined) return highest;
      return highest === undefined ? after : higher(after, highest);
    },
  };
}

/** What is no text at all is refused as malformed by whoever reads it. */
function textOf(token: unknown): string | undefined {
  if (token === undefined || token === null || token === '') return undefined;
  return typeof token === 'string' ? token : JSON.stringify(token);
}

/** The later one of two tokens; the newer one where they are of different stores. */
function higher(older: string, newer: string): string {
  const a = decodeToken(older);
  const b = decodeToken(newer);
  if (!a || !b || a.incarnation !== b.incarnation) return newer;
  return comparePositions(a.position, b.position) > 0 ? older : newer;
}
