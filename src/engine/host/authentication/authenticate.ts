// Who calls: the subject of a signed token (JWT) in the authorization header.
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { z } from 'zod';
import { SlipstreamError } from '../../model/errors.ts';
import { REACTION_PRINCIPAL } from '../../model/reactions.ts';
import type { Authenticate, Caller } from '../../graphql/caller.ts';
import type { Logger } from '../../model/logger.ts';
import type { Probe } from '../../model/readiness.ts';
import type { AuthSettings } from '../settings.ts';
import { createKeySet, type KeySet } from './key-set.ts';

const BEARER = /^Bearer +([\w~+/.-]+=*)$/i;
/** How far the clocks of issuer and server may differ. */
const TOLERANCE_S = 5;

/** What is said of a caller. jose has looked at `exp`, `nbf`, `iat`, `iss` and `aud`, but takes any `sub`. */
const Claims = z.object({
  sub: z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/)
    // Nobody from outside may ask in the name of a reaction.
    .refine((subject) => !subject.startsWith(REACTION_PRINCIPAL)),
  exp: z.number(),
});

/** One text is one role; of anything else nobody has a role. */
const Roles = z
  .union([z.array(z.string()), z.string().transform((role) => [role])])
  .catch([])
  .readonly();

export interface Authenticator {
  /** Knows nobody by a missing, expired or foreign token, nor by one whose claims are of another type. */
  readonly authenticate: Authenticate;
  /** Whether tokens can be checked. */
  readonly probes: readonly Probe[];
  close(): void;
}

type Verify = (token: string) => Promise<JWTPayload>;

/** Nothing is asked of anybody without a configuration. */
export function createAuthenticator(
  auth: AuthSettings | undefined,
  logger: Logger,
): Authenticator | undefined {
  if (auth === undefined) return undefined;
  const options: JWTVerifyOptions = {
    requiredClaims: ['sub', 'exp'],
    clockTolerance: TOLERANCE_S,
    ...(auth.issuer === undefined ? {} : { issuer: auth.issuer }),
    ...(auth.audience === undefined ? {} : { audience: auth.audience }),
  };
  if (auth.key.kind === 'secret') {
    const verify = verifyBySecret(auth.key.secret, options);
    return { authenticate: authenticateBy(verify, auth.rolesClaim), probes: [], close: () => {} };
  }
  const keys = createKeySet({ url: auth.key.url, logger });
  const authenticate = authenticateBy(verifyByKeys(keys, options), auth.rolesClaim);
  return { authenticate, probes: keys.probes, close: () => keys.close() };
}

function authenticateBy(verify: Verify, rolesClaim: string): Authenticate {
  return async ({ headers: { authorization = '' } }) => {
    const [, token] = BEARER.exec(authorization) ?? [];
    if (token === undefined) return undefined;
    try {
      return callerOf(await verify(token), rolesClaim);
    } catch (error) {
      if (error instanceof SlipstreamError) throw error;
      return undefined;
    }
  };
}

function callerOf(payload: JWTPayload, rolesClaim: string): Caller | undefined {
  const { data: claims } = Claims.safeParse(payload);
  if (!claims) return undefined;
  const roles = Roles.parse(payload[rolesClaim]);
  return { principal: claims.sub, roles, expiresAt: (claims.exp + TOLERANCE_S) * 1000 };
}

function verifyBySecret(secret: string, options: JWTVerifyOptions): Verify {
  const key = new TextEncoder().encode(secret);
  const signed = { ...options, algorithms: ['HS256', 'HS384', 'HS512'] };
  return async (token) => (await jwtVerify(token, key, signed)).payload;
}

function verifyByKeys(keys: KeySet, options: JWTVerifyOptions): Verify {
  const verifyBy = async (token: string, key: JWTVerifyGetKey) =>
    (await jwtVerify(token, key, options).catch((error: unknown) => verifyByAny(token, error, options)))
      .payload;
  return async (token) => {
    const current = await keys.current();
    try {
      return await verifyBy(token, current);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const newer = await keys.newerThan(current);
      if (!newer) throw error;
      return verifyBy(token, newer);
    }
  };
}

/** A token that does not name its key, as while keys change: it may be any that fits. */
async function verifyByAny(token: string, error: unknown, options: JWTVerifyOptions) {
  if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
  for await (const key of error) {
    try {
      return await jwtVerify(token, key, options);
    } catch (refusal) {
      if (!(refusal instanceof errors.JWSSignatureVerificationFailed)) throw refusal;
    }
  }
  throw error;
}
