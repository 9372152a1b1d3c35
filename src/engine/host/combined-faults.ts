// Faults of settings that are right one by one, and not together.

export function combinedFaults(values: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { NODE_ENV, DATABASE_URL, REDIS_URL, AUTH_JWT_SECRET, AUTH_JWKS_URL, TOKEN_KEYS } = values;
  const faults: string[] = [];
  if (AUTH_JWT_SECRET !== undefined && AUTH_JWKS_URL !== undefined) {
    faults.push('AUTH_JWT_SECRET and AUTH_JWKS_URL are both set; keep the one that signs your tokens');
  }
  if (NODE_ENV !== 'production') return faults;
  if (DATABASE_URL === undefined) faults.push('DATABASE_URL must be set in production');
  if (REDIS_URL === undefined) faults.push('REDIS_URL must be set in production');
  if (AUTH_JWT_SECRET === undefined && AUTH_JWKS_URL === undefined) {
    faults.push(
      'AUTH_JWT_SECRET or AUTH_JWKS_URL must be set in production: without one every caller is an operator',
    );
  }
  if (AUTH_JWKS_URL !== undefined && AUTH_JWT_SECRET === undefined && TOKEN_KEYS === undefined) {
    faults.push(
      'TOKEN_KEYS must be set in production: it signs consistency tokens and cursors; openssl rand -base64 48',
    );
  }
  return faults;
}
