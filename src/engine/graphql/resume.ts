// Resumption of a subscription: every message names what it is about and its token; a client that sends these back is
// told what is newer, document by document.
import { SlipstreamError } from '../model/errors.ts';
import { LIMITS } from '../model/limits.ts';
import { isRecord } from './is-record.ts';
import type { TokenSession } from './token-session.ts';

/** Tokens by resume key; a client treats the keys as opaque. */
export type ResumeTokens = ReadonlyMap<string, string>;

/** Nothing if the client does not come back. Throws INVALID_SUBSCRIPTION. */
export function resumeTokensOf({
  resume: sent,
  tokens,
}: Pick<TokenSession, 'resume' | 'tokens'>): ResumeTokens | undefined {
  if (sent === undefined) return undefined;
  if (!isRecord(sent)) throw invalid('must be an object of tokens by document');
  const entries = Object.entries(sent);
  if (entries.length > LIMITS.documentsPerSubscription) {
    throw invalid(`may name at most ${LIMITS.documentsPerSubscription} documents`);
  }
  return new Map(entries.map(([key, token]) => [key, tokens.open(tokenIn(token))]));
}

function tokenIn(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new SlipstreamError('INVALID_TOKEN', 'A value of extensions.resume is not a consistency token.');
}

function invalid(what: string): SlipstreamError {
  return new SlipstreamError('INVALID_SUBSCRIPTION', `extensions.resume ${what}.`);
}
