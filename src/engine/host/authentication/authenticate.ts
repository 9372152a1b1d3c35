// Authentication: the caller of a request, from the signed token (JWT) in its authorization header.
import {
  decodeJwt,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose';
import { z } from 'zod';
import { SlipstreamError } from '../../model/errors.ts';
import { REACTION_PRINCIPAL } from '../../model/reactions.ts';
import type { Authenticate } from '../../graphql/caller.ts';
import { ANONYMOUS_ROLE, CLI_PRINCIPAL, STRANGER, SYSTEM_ROLE, type Caller } from '../../model/caller.ts';
import type { CallerSpec } from '../../definitions/caller-spec.ts';
import type { Logger } from '../../model/logger.ts';
import type { Probe } from '../../model/readiness.ts';
import type { AuthSettings } from '../access-settings.ts';
import { knownTokens } from './known-tokens.ts';
import type { Revocations } from './watch-revocations.ts';
import { createKeySet, probesOfKeys, type KeySet } from './key-set.ts';

const BEARER = /^Bearer +([\w~+/.-]+=*)$/i;
/** How far the clocks of issuer and server may differ. */
const TOLERANCE_S = 5;

/** Nobody from outside may ask in the name of a reaction, of the command line or of whoever shows no token. */
const isReserved = (subject: string): boolean =>
  subject === STRANGER.principal ||
  [REACTION_PRINCIPAL, CLI_PRINCIPAL].some((prefix) => subject.startsWith(prefix));

/** What is said of a caller. jose has looked at `exp`, `nbf`, `iat`, `iss` and `aud`, but takes any `sub`. */
const Claims = z.object({
  sub: z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/)
    .refine((subject) => !isReserved(subject)),
  exp: z.number(),
  jti: z.string().min(1).max(256).optional(),
});

/** One text is one role; of anything else nobody has a role. */
const Roles = z
  .union([z.array(z.string()), z.string().transform((role) => [role])])
  .catch([])
  .readonly();

export interface Authenticator {
  /**
   * A stranger without a token. Knows nobody by an expired or foreign token, nor by one whose claims are of another type.
   */
  readonly authenticate: Authenticate;
  /** Whether tokens can be checked. */
  readonly probes: readonly Probe[];
  close(): void;
}

type Verify = (token: string) => Promise<JWTPayload>;

interface AuthenticatorOptions {
  /** By the system: how claims become a caller. */
  readonly said?: CallerSpec | undefined;
  /** Nothing is revoked if omitted. */
  readonly revocations?: Revocations | undefined;
}

/** Nothing is asked of anybody without a configuration. */
export function createAuthenticator(
  auth: AuthSettings | undefined,
  logger: Logger,
  { said = {}, revocations }: AuthenticatorOptions = {},
): Authenticator | undefined {
  if (auth === undefined) return undefined;
  const options: JWTVerifyOptions = {
    requiredClaims: ['sub', 'exp'],
    clockTolerance: TOLERANCE_S,
    ...(auth.issuers.length === 0 ? {} : { issuer: [...auth.issuers] }),
    ...(auth.audience === undefined ? {} : { audience: auth.audience }),
  };
  const reader = callerReader(said, auth.rolesClaim);
  if (auth.key.kind === 'secret') {
    const verify = verifyBySecret(auth.key.secret, options);
    return { authenticate: authenticateBy(verify, reader, revocations), probes: [], close: () => {} };
  }
  const sets = auth.key.urls.map((url) => createKeySet({ url, logger }));
  const verify = verifyByIssuer(
    sets.map((keys, index) => {
      const issuer = sets.length === 1 ? undefined : auth.issuers[index];
      return { issuer, verify: verifyByKeys(keys, issuer === undefined ? options : { ...options, issuer }) };
    }),
  );
  return {
    authenticate: authenticateBy(verify, reader, revocations),
    probes: probesOfKeys(sets),
    close: () => sets.forEach((keys) => keys.close()),
  };
}

function authenticateBy(
  verify: Verify,
  callerOf: CallerOfClaims,
  revocations: Revocations | undefined,
): Authenticate {
  const read = knownTokens(async (authorization) => {
    const [, token] = BEARER.exec(authorization) ?? [];
    const caller = token === undefined ? undefined : callerOf(await verify(token));
    if (!caller || !revocations) return caller;
    return { ...caller, onRevoked: (listener) => revocations.onRevoked(caller, listener) };
  });
  return async ({ headers: { authorization } }) => {
    if (authorization === undefined) return STRANGER;
    try {
      const caller = await read(authorization);
      return caller && revocations?.isRevoked(caller) ? undefined : caller;
    } catch (error) {
      if (error instanceof SlipstreamError) throw error;
      return undefined;
    }
  };
}

/** Undefined for a token that does not say what it has to. */
type CallerOfClaims = (payload: JWTPayload) => Caller | undefined;

const callerReader =
  ({ claims: schema, roles: rolesOf }: CallerSpec, rolesClaim: string): CallerOfClaims =>
  (payload) => {
    const { data: known } = Claims.safeParse(payload);
    const { data: claims } = schema?.safeParse(payload) ?? { data: {} };
    if (!known || !claims) return undefined;
    const roles = rolesOf?.(claims) ?? Roles.parse(payload[rolesClaim]);
    return {
      principal: known.sub,
      // What the engine gives can't be claimed.
      roles: roles.filter((name) => name !== SYSTEM_ROLE && name !== ANONYMOUS_ROLE),
      claims,
      expiresAt: (known.exp + TOLERANCE_S) * 1000,
      tokenId: known.jti,
    };
  };

interface Issuing {
  /** Any if omitted: it is looked at with the rest. */
  readonly issuer: string | undefined;
  readonly verify: Verify;
}

/** A key of one issuer says nothing about the tokens of another. */
function verifyByIssuer(all: readonly Issuing[]): Verify {
  return async (token) => {
    const [only, ...others] = all;
    const chosen = others.length === 0 ? only : all.find(({ issuer }) => issuer === decodeJwt(token).iss);
    if (!chosen) throw new errors.JWTInvalid('This issuer is not known.');
    return chosen.verify(token);
  };
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
