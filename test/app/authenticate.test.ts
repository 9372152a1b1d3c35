// A caller is who a valid token says, and nobody else.
import { createServer, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { authenticatorOf } from '../../src/app/authenticate.ts';
import type { AuthConfig } from '../../src/app/config.ts';

const secret = 'a secret of at least thirty-two bytes';
const auth: AuthConfig = { key: { kind: 'secret', secret }, issuer: 'https://issuer.test', audience: 'shop' };

const token = (
  claims: { sub?: string; issuer?: string; audience?: string; expires?: string },
  key = secret,
) => {
  const jwt = new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(claims.issuer ?? 'https://issuer.test')
    .setAudience(claims.audience ?? 'shop')
    .setExpirationTime(claims.expires ?? '1h');
  return (claims.sub === undefined ? jwt : jwt.setSubject(claims.sub)).sign(new TextEncoder().encode(key));
};

function request(authorization?: string): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  if (authorization !== undefined) message.headers.authorization = authorization;
  return message;
}

describe('authenticatorOf', () => {
  const principalOf = authenticatorOf(auth);

  it('asks nothing of anybody without a configuration', () => {
    expect(authenticatorOf(undefined)).toBeUndefined();
  });

  it('takes the subject of a valid token', async () => {
    expect(await principalOf?.(request(`Bearer ${await token({ sub: 'ada' })}`))).toBe('ada');
  });

  it.each([
    ['no header', async () => undefined],
    ['another scheme', async () => 'Basic YTpi'],
    ['no token', async () => 'Bearer '],
    ['nonsense', async () => 'Bearer a.b.c'],
    [
      'another key',
      async () => `Bearer ${await token({ sub: 'ada' }, 'another secret of thirty-two bytes!!')}`,
    ],
    ['another issuer', async () => `Bearer ${await token({ sub: 'ada', issuer: 'https://other.test' })}`],
    ['another audience', async () => `Bearer ${await token({ sub: 'ada', audience: 'bank' })}`],
    ['an expired token', async () => `Bearer ${await token({ sub: 'ada', expires: '-1s' })}`],
    ['no subject', async () => `Bearer ${await token({})}`],
    ['the name of a reaction', async () => `Bearer ${await token({ sub: 'reaction:awardPoints' })}`],
    ['a subject with a line break', async () => `Bearer ${await token({ sub: 'a\nb' })}`],
    ['an unsigned token', async () => 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.'],
  ])('knows nobody by %s', async (_name, header) => {
    expect(await principalOf?.(request(await header()))).toBeUndefined();
  });

  it('takes keys from a JWKS address', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
    const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] })));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const byKeys = authenticatorOf({
        key: { kind: 'jwks', url: `http://127.0.0.1:${port}/keys` },
        issuer: undefined,
        audience: undefined,
      });
      const signed = await new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setSubject('grace')
        .setExpirationTime('1h')
        .sign(privateKey);
      expect(await byKeys?.(request(`Bearer ${signed}`))).toBe('grace');
    } finally {
      server.close();
    }
  });
});
