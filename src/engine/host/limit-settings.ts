// Settings of limits: how much each caller may ask for, and what a process takes.
import { z } from 'zod';
import type { Rate } from '../graphql/callers/token-buckets.ts';
import { LIMITS, type Limits } from '../model/limits.ts';
import { whole } from './setting-values.ts';

const KB = 1024;
const MB = 1024 * KB;

const { sockets, streams, subscriptions, waitingReads } = LIMITS;

const LimitEnvironment = z.object({
  TRUSTED_PROXIES: whole(0, 10, 0),
  RATE_LIMIT_COST_PER_SECOND: whole(0, 1_000_000_000, 50_000),
  RATE_LIMIT_BURST: whole(1, 1_000_000_000, 500_000),
  LIMIT_REQUEST_BYTES: whole(64 * KB, 64 * MB, LIMITS.requestBytes),
  LIMIT_TEXT_BYTES: whole(1 * KB, 1 * MB, LIMITS.operationTextBytes),
  LIMIT_TOKENS: whole(100, 100_000, LIMITS.structureTokens),
  LIMIT_VALUES: whole(1_000, 10_000_000, LIMITS.leavesPerOperation),
  LIMIT_DOCUMENTS: whole(100, 1_000_000, LIMITS.documentsPerOperation),
  LIMIT_FOLDED_EVENTS: whole(100, 1_000_000, LIMITS.eventsFoldedPerOperation),
  LIMIT_ANSWER_BYTES: whole(64 * KB, 256 * MB, LIMITS.answerBytes),
  LIMIT_UNREAD_BYTES: whole(1 * MB, 1024 * MB, LIMITS.unreadBytes),
  LIMIT_SOCKETS: whole(1, 1_000_000, sockets.perProcess),
  LIMIT_SOCKETS_PER_CALLER: whole(1, 1_000_000, sockets.perCaller),
  LIMIT_STREAMS: whole(1, 1_000_000, streams.perProcess),
  LIMIT_STREAMS_PER_CALLER: whole(1, 1_000_000, streams.perCaller),
  LIMIT_SUBSCRIPTIONS: whole(1, 1_000_000, subscriptions.perProcess),
  LIMIT_SUBSCRIPTIONS_PER_CALLER: whole(1, 1_000_000, subscriptions.perCaller),
  LIMIT_WAITING_READS: whole(1, 1_000_000, waitingReads.perProcess),
  LIMIT_WAITING_READS_PER_CALLER: whole(1, 1_000_000, waitingReads.perCaller),
  LIMIT_COMMANDS: whole(64, 100_000, LIMITS.commandsPending),
  LIMIT_COMMAND_WAIT_MS: whole(1, 10_000, LIMITS.commandWaitMs),
  STATEMENT_TIMEOUT_MS: whole(100, 600_000, LIMITS.statementMs),
});

export const LIMIT_SETTINGS = LimitEnvironment.shape;

type LimitEnvironment = z.infer<typeof LimitEnvironment>;

export interface LimitSettings {
  /** Proxies in front, of which each adds the address that it saw to `X-Forwarded-For`. */
  readonly trustedProxies: number;
  /** What each caller may ask for, as cost; undefined: as much as it likes. */
  readonly rateLimit: Rate | undefined;
  readonly limits: Partial<Limits>;
}

export function limitSettingsOf(env: LimitEnvironment): LimitSettings {
  const { RATE_LIMIT_COST_PER_SECOND: perSecond, RATE_LIMIT_BURST: burst } = env;
  return {
    trustedProxies: env.TRUSTED_PROXIES,
    rateLimit: perSecond === 0 ? undefined : Object.freeze({ perSecond, burst }),
    limits: Object.freeze(limitsOf(env)),
  };
}

function limitsOf(env: LimitEnvironment): Partial<Limits> {
  return {
    requestBytes: env.LIMIT_REQUEST_BYTES,
    operationTextBytes: env.LIMIT_TEXT_BYTES,
    structureTokens: env.LIMIT_TOKENS,
    documentTokens: 2 * env.LIMIT_TOKENS,
    leavesPerOperation: env.LIMIT_VALUES,
    documentsPerOperation: env.LIMIT_DOCUMENTS,
    eventsFoldedPerRead: env.LIMIT_FOLDED_EVENTS,
    eventsFoldedPerOperation: env.LIMIT_FOLDED_EVENTS,
    answerBytes: env.LIMIT_ANSWER_BYTES,
    unreadBytes: env.LIMIT_UNREAD_BYTES,
    sockets: { perProcess: env.LIMIT_SOCKETS, perCaller: env.LIMIT_SOCKETS_PER_CALLER },
    streams: { perProcess: env.LIMIT_STREAMS, perCaller: env.LIMIT_STREAMS_PER_CALLER },
    subscriptions: { perProcess: env.LIMIT_SUBSCRIPTIONS, perCaller: env.LIMIT_SUBSCRIPTIONS_PER_CALLER },
    waitingReads: { perProcess: env.LIMIT_WAITING_READS, perCaller: env.LIMIT_WAITING_READS_PER_CALLER },
    commandsPending: env.LIMIT_COMMANDS,
    commandWaitMs: env.LIMIT_COMMAND_WAIT_MS,
    statementMs: env.STATEMENT_TIMEOUT_MS,
  };
}
