// A caller is who a valid token says, and nobody else.
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createAuthenticator } from '../../../../src/engine/host/authentication/authenticate.ts';
import type { AuthSettings } from '../../../../src/engine/host/access-settings.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';

const secret = 'a secret of at least thirty-two bytes';
const auth: AuthSettings = {
  key: { kind: 'secret', secret },
  issuers: ['https://issuer.test'],
  audience: 'shop',
  rolesClaim: 'roles',
};
const now = () => Math.floor(Date.now() / 1000);
const good = () => ({ iss: 'https://issuer.test', aud: 'shop', sub: 'ada', exp: now() + 3600 });

/** With claims of any type, as an issuer may write them. */
const token = (claims: object, key = secret) =>
  new SignJWT(claims as JWTPayload).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key));

const bearer = async (claims: object, key?: string) => `Bearer ${await token({ ...good(), ...claims }, key)}`;

describe('a caller', () => {
  const authenticator = createAuthenticator(auth, silentLogger);
  const callerOf = (authorization?: string) =>
    authenticator?.authenticate({ headers: authorization === undefined ? {} : { authorization } });

  it('is asked nothing without a configuration', () => {
    expect(createAuthenticator(undefined, silentLogger)).toBeUndefined();
  });

  it('is the subject of a valid token, until it ends and five seconds more, as clocks differ', async () => {
    const exp = now() + 60;
    expect(await callerOf(await bearer({ exp }))).toEqual({
      principal: 'ada',
      roles: [],
      claims: {},
      expiresAt: (exp + 5) * 1000,
    });
    expect(await callerOf(await bearer({ exp: now() - 3 }))).toMatchObject({ principal: 'ada' });
    expect(await callerOf(await bearer({ nbf: now() + 3 }))).toMatchObject({ principal: 'ada' });
  });

  it.each([
    [
      ['operator', 'auditor'],
      ['operator', 'auditor'],
    ],
    ['operator', ['operator']],
    [undefined, []],
    [7, []],
    [['operator', 7], []],
    [{ operator: true }, []],
  ])('whose roles are %j has the roles %j', async (roles, has) => {
    expect(await callerOf(await bearer({ roles }))).toMatchObject({ principal: 'ada', roles: has });
  });

  it('has the roles of the claim that the settings name', async () => {
    const named = createAuthenticator({ ...auth, rolesClaim: 'https://shop.test/roles' }, silentLogger);
    const authorization = await bearer({ roles: ['clerk'], 'https://shop.test/roles': 'operator' });
    expect(await named?.authenticate({ headers: { authorization } })).toMatchObject({ roles: ['operator'] });
  });

  it('is a stranger without a header', async () => {
    expect(await callerOf(undefined)).toEqual({ principal: 'anonymous', roles: ['anonymous'], claims: {} });
  });

  it('has no role that only the engine gives', async () => {
    const authorization = await bearer({ roles: ['system', 'clerk', 'anonymous'] });
    expect(await callerOf(authorization)).toMatchObject({ roles: ['clerk'] });
  });

  it('is known by the claims that the system reads, and not with one that does not fit', async () => {
    const claims = z.object({ keeperId: z.string().optional() });
    const reading = createAuthenticator(auth, silentLogger, { said: { claims } });
    const of = async (said: Record<string, unknown>) =>
      reading?.authenticate({ headers: { authorization: await bearer(said) } });
    expect(await of({ keeperId: 'k1', other: 'x' })).toMatchObject({ claims: { keeperId: 'k1' } });
    expect(await of({})).toMatchObject({ claims: {} });
    expect(await of({ keeperId: ['k1'] })).toBeUndefined();
  });

  it.each<readonly [string, () => Promise<string> | string | undefined]>([
    ['another scheme', () => 'Basic YTpi'],
    ['no token', () => 'Bearer '],
    ['nonsense', () => 'Bearer a.b.c'],
    ['another key', () => bearer({}, 'another secret of thirty-two bytes!!')],
    ['another issuer', () => bearer({ iss: 'https://other.test' })],
    ['another audience', () => bearer({ aud: 'bank' })],
    ['a token that ended ten seconds ago', () => bearer({ exp: now() - 10 })],
    ['a token that begins in ten seconds', () => bearer({ nbf: now() + 10 })],
    ['the name of a reaction', () => bearer({ sub: 'reaction:awardPoints' })],
    ['the name of the command line', () => bearer({ sub: 'cli:root' })],
    ['the name of whoever shows no token', () => bearer({ sub: 'anonymous' })],
    ['a subject with a line break', () => bearer({ sub: 'a\nb' })],
    ['a subject of nothing', () => bearer({ sub: '' })],
    ['a subject that is too long', () => bearer({ sub: 'a'.repeat(129) })],
    ['an unsigned token', () => 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.'],
  ])('is not known by %s', async (_name, header) => {
    expect(await callerOf(await header())).toBeUndefined();
  });

  it.each([
    ...[42, true, null, { a: 1 }, ['ada'], undefined].map((value) => ['sub', value]),
    ...['soon', null, true, {}, [1], undefined].map((value) => ['exp', value]),
    ...['soon', true, {}].map((value) => ['nbf', value]),
    ...['then', {}].map((value) => ['iat', value]),
    ...[1, {}, ['https://issuer.test']].map((value) => ['iss', value]),
    ...[1, {}, [1]].map((value) => ['aud', value]),
  ])('is not known by a token whose %s is %j', async (claim, value) => {
    expect(await callerOf(await bearer({ [String(claim)]: value }))).toBeUndefined();
  });
});

it('takes the key of one issuer for none of another', async () => {
  const issuers = ['https://one.test', 'https://two.test'];
  const pairs = await Promise.all(issuers.map(() => generateKeyPair('ES256')));
  const urls = await Promise.all(
    pairs.map(async ({ publicKey }) => {
      const keys = [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig' }];
      return `data:application/json,${encodeURIComponent(JSON.stringify({ keys }))}`;
    }),
  );
  const two = createAuthenticator({ ...auth, key: { kind: 'jwks', urls }, issuers }, silentLogger);
  const callerOf = async (iss: string | undefined, by: CryptoKey | undefined) => {
    if (!by) throw new Error('There is no key.');
    const signed = new SignJWT({ ...good(), iss } as JWTPayload).setProtectedHeader({ alg: 'ES256' });
    return two?.authenticate({ headers: { authorization: `Bearer ${await signed.sign(by)}` } });
  };
  const [one, other] = pairs;
  expect(await callerOf(issuers[0], one?.privateKey)).toMatchObject({ principal: 'ada' });
  expect(await callerOf(issuers[1], other?.privateKey)).toMatchObject({ principal: 'ada' });
  expect(await callerOf(issuers[0], other?.privateKey)).toBeUndefined();
  expect(await callerOf(issuers[1], one?.privateKey)).toBeUndefined();
  for (const unknown of ['https://three.test', undefined]) {
    expect(await callerOf(unknown, one?.privateKey)).toBeUndefined();
  }
  await Promise.all((two?.probes ?? []).map(({ check }) => check()));
  two?.close();
});

it('checks tokens by the keys of an address', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const other = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig' }] };
  const url = `data:application/json,${encodeURIComponent(JSON.stringify(jwks))}`;
  const key = { kind: 'jwks', urls: [url] } as const;
  const authenticator = createAuthenticator(
    { key, issuers: [], audience: undefined, rolesClaim: 'roles' },
    silentLogger,
  );
  const signed = (by: CryptoKey) =>
    new SignJWT({ sub: 'grace', exp: now() + 60 }).setProtectedHeader({ alg: 'ES256' }).sign(by);
  const callerOf = async (by: CryptoKey) =>
    authenticator?.authenticate({ headers: { authorization: `Bearer ${await signed(by)}` } });
  expect(await callerOf(privateKey)).toMatchObject({ principal: 'grace' });
  expect(await callerOf(other.privateKey)).toBeUndefined();
  await Promise.all((authenticator?.probes ?? []).map(({ check }) => check()));
  authenticator?.close();
});
