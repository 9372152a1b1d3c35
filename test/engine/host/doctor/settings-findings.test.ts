// Findings about who may call: whether the keys of an issuer can be had by an API that starts now.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { expect, test } from 'vitest';
import { settingsFindings } from '../../../../src/engine/host/doctor/settings-findings.ts';
import { loadSettings } from '../../../../src/engine/host/settings.ts';

const accessBy = async (auth: Readonly<Record<string, string>>) => {
  const servers = {
    DATABASE_URL: 'postgresql://db/shop',
    REDIS_URL: 'redis://queue',
    TOKEN_KEYS: 'k'.repeat(32),
    DATA_KEYS: 'd'.repeat(32),
    AUTH_AUDIENCE: 'shop',
  };
  const settings = loadSettings({ NODE_ENV: 'production', ...servers, ...auth });
  const findings = await settingsFindings(settings, []);
  return findings.map(({ about, state, text }) => `${about} ${state}: ${text}`);
};

test('keys of an issuer that answers are ok, of one that does not they are bad', async () => {
  const { publicKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' };
  const issuer = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key] }));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const { port } = issuer.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/jwks.json`;
  expect(await accessBy({ AUTH_JWKS_URL: url, AUTH_ISSUER: 'shop' })).toEqual([
    'access ok: tokens are checked by AUTH_JWKS_URL, which answers, AUTH_ISSUER, AUTH_AUDIENCE',
  ]);
  issuer.closeAllConnections();
  await new Promise((resolve) => issuer.close(resolve));
  expect(await accessBy({ AUTH_JWKS_URL: url })).toEqual([
    expect.stringMatching(/^access bad: AUTH_JWKS_URL does not hand out keys/),
  ]);
});

test('a secret is ok, and is not told', async () => {
  const [finding] = await accessBy({ AUTH_JWT_SECRET: 'a-secret-of-at-least-thirty-two-characters' });
  expect(finding).toBe('access ok: tokens are checked by AUTH_JWT_SECRET, AUTH_AUDIENCE');
});
