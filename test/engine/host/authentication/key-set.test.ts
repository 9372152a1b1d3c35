// The keys that sign tokens, while their issuer is there, away, slow, or changes them.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createAuthenticator,
  type Authenticator,
} from '../../../../src/engine/host/authentication/authenticate.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';

type Mode = 'up' | 'broken' | 'silent' | 'nonsense' | 'empty';
interface Key {
  readonly jwk: JWK;
  sign(): Promise<string>;
}

let k1: Key;
let k2: Key;
beforeAll(async () => {
  [k1, k2] = await Promise.all([makeKey('k1'), makeKey('k2')]);
});

async function makeKey(kid: string, named = true): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const header = { alg: 'ES256', ...(named && { kid }) };
  return {
    jwk: { ...(await exportJWK(publicKey)), ...header, use: 'sig' },
    sign: () => new SignJWT({ sub: kid }).setProtectedHeader(header).setExpirationTime('1h').sign(privateKey),
  };
}

const open: { server: Server; authenticator: Authenticator }[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const { server, authenticator } of open.splice(0)) {
    authenticator.close();
    server.closeAllConnections();
    server.close();
  }
});

/** An issuer, and whoever trusts it. */
async function begin(mode: Mode, keys: readonly Key[] = [k1]) {
  const issuer = { mode, keys, asked: 0 };
  const server = createServer((_request, response) => {
    issuer.asked += 1;
    if (issuer.mode === 'silent') return;
    if (issuer.mode === 'broken') return void response.writeHead(500).end('oops');
    if (issuer.mode === 'nonsense') return void response.end('{"keys":[1]}');
    const jwks = issuer.mode === 'empty' ? [] : issuer.keys.map(({ jwk }) => jwk);
    response.end(JSON.stringify({ keys: jwks }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks?secret=hunter2`;
  const lines: (readonly [string, object, string])[] = [];
  const log = (level: string) => (fields: object, message: string) => lines.push([level, fields, message]);
  const logger = { ...silentLogger, info: log('info'), warn: log('warn'), error: log('error') };
  const auth = {
    key: { kind: 'jwks', urls: [url] },
    issuers: [],
    audience: undefined,
    rolesClaim: 'roles',
  } as const;
  const authenticator = createAuthenticator(auth, logger);
  if (!authenticator) throw new Error('There is no authenticator.');
  open.push({ server, authenticator });
  const callerOf = async (key: Key) =>
    authenticator
      .authenticate({ headers: { authorization: `Bearer ${await key.sign()}` } })
      .then((caller) => caller?.principal ?? 'nobody')
      .catch((error: { readonly code?: string }) => error.code);
  /** Of the probes, those that fail. */
  const failing = async () => {
    const checks = authenticator.probes.map(({ name, check }) =>
      check().then(
        () => [],
        () => [name],
      ),
    );
    return (await Promise.all(checks)).flat();
  };
  return { issuer, lines, callerOf, failing };
}

const UNAVAILABLE = 'AUTHENTICATION_UNAVAILABLE';

describe('an issuer that was never there', () => {
  it.each<Mode>(['broken', 'nonsense', 'empty'])(
    'is said once (%s), makes nobody a stranger, and is found when it is back',
    async (mode) => {
      const { issuer, failing, lines, callerOf } = await begin(mode);
      expect([await callerOf(k1), await callerOf(k1)]).toEqual([UNAVAILABLE, UNAVAILABLE]);
      expect(await failing()).toEqual(['keys', 'keyServer']);
      expect(issuer.asked).toBe(1);
      issuer.mode = 'up';
      // Without a caller, after the first pause.
      await expect.poll(failing, { timeout: 3_000 }).toEqual([]);
      expect(await callerOf(k1)).toBe('k1');
      expect(lines.map(([level]) => level)).toEqual(['warn', 'info']);
      expect(JSON.stringify(lines)).not.toContain('hunter2');
    },
  );

  it('and says nothing is waited for in vain, by many at once with one question', async () => {
    const { issuer, callerOf } = await begin('silent');
    const begun = Date.now();
    const answers = await Promise.all(Array.from({ length: 50 }, () => callerOf(k1)));
    expect(new Set(answers)).toEqual(new Set([UNAVAILABLE]));
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(issuer.asked).toBe(1);
  });
});

describe('an issuer that was there', () => {
  it.each<Mode>(['broken', 'silent', 'empty'])('is done without (%s), with the keys it had', async (mode) => {
    const { issuer, failing, lines, callerOf } = await begin('up');
    expect(await callerOf(k1)).toBe('k1');
    issuer.mode = mode;
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 601_000);
    // The keys are old by now; nobody waits for newer ones.
    expect(await callerOf(k1)).toBe('k1');
    await expect.poll(() => issuer.asked).toBe(2);
    await expect.poll(() => lines.length, { timeout: 4_000 }).toBe(1);
    expect(await callerOf(k1)).toBe('k1');
    expect(await failing()).toEqual(['keyServer']);
    // Whether this one is good nobody can say.
    expect(await callerOf(k2)).toBe(UNAVAILABLE);
    expect(lines.map(([level]) => level)).toEqual(['warn']);
  });
});

describe('a key that is not known', () => {
  it('is asked for, by all who show it with one question, and not again for a while', async () => {
    const { issuer, callerOf, lines } = await begin('up');
    expect(await callerOf(k1)).toBe('k1');
    vi.useFakeTimers({ toFake: ['Date'] });
    // Just fetched: there is none newer.
    expect([await callerOf(k2), issuer.asked]).toEqual(['nobody', 1]);
    vi.setSystemTime(Date.now() + 11_000);
    issuer.keys = [k1, k2];
    const answers = await Promise.all(Array.from({ length: 20 }, () => callerOf(k2)));
    expect([new Set(answers), issuer.asked]).toEqual([new Set(['k2']), 2]);
    const k3 = await makeKey('k3');
    for (let index = 0; index < 20; index += 1) expect(await callerOf(k3)).toBe('nobody');
    expect(issuer.asked).toBe(2);
    vi.setSystemTime(Date.now() + 11_000);
    for (let index = 0; index < 20; index += 1) expect(await callerOf(k3)).toBe('nobody');
    expect(issuer.asked).toBe(3);
    expect(lines).toEqual([]);
  });

  it('that was withdrawn is good no more', async () => {
    const { issuer, callerOf } = await begin('up');
    expect(await callerOf(k1)).toBe('k1');
    issuer.keys = [k2];
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 601_000);
    await callerOf(k1);
    await expect.poll(() => callerOf(k1)).toBe('nobody');
    expect(await callerOf(k2)).toBe('k2');
  });
});

it('takes a token that names no key by any of several that fits, as while they change', async () => {
  const [older, newer, other] = await Promise.all([
    makeKey('older', false),
    makeKey('newer', false),
    makeKey('other', false),
  ]);
  const { callerOf } = await begin('up', [older, newer]);
  expect([await callerOf(newer), await callerOf(older), await callerOf(other)]).toEqual([
    'newer',
    'older',
    'nobody',
  ]);
});
