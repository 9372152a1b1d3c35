// Who calls: the subject of a signed token (JWT) in the authorization header.
import type { IncomingMessage } from 'node:http';
import { createRemoteJWKSet, jwtVerify, type JWTVerifyOptions } from 'jose';
import { REACTION_PRINCIPAL } from '../engine/model/reactions.ts';
import type { AuthConfig } from './config.ts';

const BEARER = /^Bearer +([\w~+/.-]+=*)$/i;
const PRINCIPAL = /^[\x21-\x7e]{1,128}$/;

/** Answers nothing for a missing, expired or foreign token. Nothing is asked of anybody without a configuration. */
export function authenticatorOf(
  auth: AuthConfig | undefined,
): ((request: Pick<IncomingMessage, 'headers'>) => Promise<string | undefined>) | undefined {
  if (auth === undefined) return undefined;
  const options: JWTVerifyOptions = {
    requiredClaims: ['sub', 'exp'],
    ...(auth.issuer === undefined ? {} : { issuer: auth.issuer }),
    ...(auth.audience === undefined ? {} : { audience: auth.audience }),
  };
  const verify = verifierOf(auth.key, options);
  return async ({ headers: { authorization = '' } }) => {
    const [, token] = BEARER.exec(authorization) ?? [];
    if (token === undefined) return undefined;
    const subject = await verify(token).catch(() => undefined);
    return subject !== undefined && isCaller(subject) ? subject : undefined;
  };
}

/** Nobody from outside may ask in the name of a reaction. */
function isCaller(subject: string): boolean {
  return PRINCIPAL.test(subject) && !subject.startsWith(REACTION_PRINCIPAL);
}

function verifierOf(
  key: AuthConfig['key'],
  options: JWTVerifyOptions,
): (token: string) => Promise<string | undefined> {
  if (key.kind === 'secret') {
    const secret = new TextEncoder().encode(key.secret);
    const signed = { ...options, algorithms: ['HS256', 'HS384', 'HS512'] };
    return async (token) => (await jwtVerify(token, secret, signed)).payload.sub;
  }
  const keys = createRemoteJWKSet(new URL(key.url));
  return async (token) => (await jwtVerify(token, keys, options)).payload.sub;
}
