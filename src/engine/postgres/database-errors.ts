// The engine's errors for those of the database driver: a database that is away, which passes, or a statement that is
// wrong, which is a bug.
import { SlipstreamError } from '../model/errors.ts';

const WENT_AWAY =
  /Connection terminated|connection timeout|trying to connect|Query read timeout|not queryable|socket (hang up|closed)/i;
const SOCKET_CODES = /^(ECONN|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)/;
// Connection exceptions, no resources, shutting down or starting, read-only standby, lock wait, cancelled, deadlock.
const PASSING_STATES = /^(08|53|57|25006|55P03|40)/;
const PASSING_KINDS = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
]);
const NEVER_SENT = /trying to connect|due to connection timeout/;
// Not 57P01: a server that is told to stop may have committed already and be waiting for its standby.
const ROLLED_BACK_STATES = /^(53|25006|55P03|57014|57P03|40)/;

/**
 * STORE_UNAVAILABLE: try again later; `details.applied` is false if the statement surely had no effect and 'unknown'
 * if only its reply may be missing. STORE_FAILED: the statement itself was refused; `details.state` is its SQLSTATE.
 */
export function databaseError(error: unknown, { sent = true } = {}): SlipstreamError {
  if (error instanceof SlipstreamError) return error;
  const { kind, state, message, code } = describe(error);
  const passes =
    !sent ||
    WENT_AWAY.test(message) ||
    SOCKET_CODES.test(code) ||
    PASSING_KINDS.has(kind) ||
    PASSING_STATES.test(state);
  if (!passes) {
    return new SlipstreamError('STORE_FAILED', `The database refused a statement: ${message}`, {
      cause: error,
      details: { state },
    });
  }
  const surelyNot =
    !sent || kind === 'DatabaseNotReachable' || NEVER_SENT.test(message) || ROLLED_BACK_STATES.test(state);
  return new SlipstreamError('STORE_UNAVAILABLE', `The database does not answer: ${message}`, {
    cause: error,
    details: { applied: surelyNot ? false : 'unknown' },
  });
}

// Prisma reports raw statements as P2010, with what the driver said deep inside.
function describe(error: unknown): { kind: string; state: string; message: string; code: string } {
  const cause = member(member(member(error, 'meta'), 'driverAdapterError'), 'cause');
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const kind = text(member(cause, 'kind'));
  return {
    kind,
    state: text(member(cause, 'originalCode')),
    message:
      text(member(cause, 'originalMessage')) || kind || text(member(error, 'message')) || String(error),
    code: text(member(error, 'code')),
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
