// Faults of settings that are right one by one, and not together.

import { isLoopback } from './loopback.ts';

export function combinedFaults(values: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { NODE_ENV, DATABASE_URL, REDIS_URL, AUTH_JWT_SECRET, AUTH_JWKS_URL, AUTH_ISSUER } = values;
  const faults: string[] = [];
  if (AUTH_JWT_SECRET !== undefined && AUTH_JWKS_URL !== undefined) {
    faults.push('AUTH_JWT_SECRET and AUTH_JWKS_URL are both set; keep the one that signs your tokens');
  }
  const urls = listOf(AUTH_JWKS_URL);
  if (urls.length > 1 && listOf(AUTH_ISSUER).length !== urls.length) {
    faults.push(
      'AUTH_ISSUER must name as many issuers as AUTH_JWKS_URL has addresses, in the same order: no key may sign for another issuer',
    );
  }
  if (urls.length === 1 && listOf(AUTH_ISSUER).length > 1) {
    faults.push(
      'AUTH_ISSUER names several issuers: give AUTH_JWKS_URL an address for each, in the same order',
    );
  }
  if (NODE_ENV !== 'production') return faults;
  if (DATABASE_URL === undefined) faults.push('DATABASE_URL must be set in production');
  if (REDIS_URL === undefined) faults.push('REDIS_URL must be set in production');
  if (AUTH_JWT_SECRET === undefined && AUTH_JWKS_URL === undefined) {
    faults.push(
      'AUTH_JWT_SECRET or AUTH_JWKS_URL must be set in production: without one every caller is an operator',
    );
  }
  return AUTH_JWKS_URL === undefined ? faults : [...faults, ...faultsOfKeys(values, urls)];
}

type Values = Readonly<Record<string, string | undefined>>;

/** In production, where tokens are checked by keys from elsewhere. */
function faultsOfKeys({ AUTH_AUDIENCE, AUTH_JWT_SECRET, TOKEN_KEYS }: Values, urls: readonly string[]) {
  const faults: string[] = [];
  if (AUTH_AUDIENCE === undefined) {
    faults.push(
      'AUTH_AUDIENCE must be set in production with AUTH_JWKS_URL: else tokens that the issuer gave for other services are accepted',
    );
  }
  if (urls.some(isInTheClear)) {
    faults.push('AUTH_JWKS_URL must begin with https:// in production: on the way keys could be exchanged');
  }
  if (AUTH_JWT_SECRET === undefined && TOKEN_KEYS === undefined) {
    faults.push(
      'TOKEN_KEYS must be set in production: it signs consistency tokens and cursors; openssl rand -base64 48',
    );
  }
  return faults;
}

function isInTheClear(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isLoopback(hostname);
}

const listOf = (text = ''): readonly string[] => text.split(',').filter((one) => one.trim() !== '');
